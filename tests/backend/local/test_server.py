"""What a server at home promises as a whole: whom it lets in, what it says of itself, what outlives it."""

from __future__ import annotations

import logging
import ssl
import threading
from contextlib import ExitStack
from pathlib import Path
from socket import IPPROTO_TCP, create_server

import httpx
import jwt
import pytest

from backend.contract.chain import START
from backend.contract.messages import push_to_bytes
from backend.local.household import Damaged
from backend.local.identity.keys import load_key
from backend.local.lock import InUse
from backend.local.mailbox import Letter, Mailbox
from backend.local.reach import Exposed
from backend.local.server import HomeServer
from backend.local.web import Certificate, Web
from tests.backend.local.conftest import Serve
from tests.backend.local.home import EMAIL, PASSWORD, Computer, owner, person, push_of, titled, until
from tests.backend.local.identity.forger import FORGERIES, Forger
from tests.helpers.certificates import self_signed
from tests.helpers.family_memory import MovableClock


def test_it_says_who_it_is_to_anybody(serve: Serve) -> None:
    home = serve(name="Grandma's NAS")
    hello = httpx.get(f"{home.url}/v1/hello").json()

    assert hello.pop("pool").startswith("home_")
    assert hello.pop("client")
    assert hello == {
        "service": "yoto-smart-stream",
        "api": 1,
        "name": "Grandma's NAS",
        "kind": "home",
        "region": "home",
        "identity": "/identity",
    }


def test_it_lets_nobody_else_in_without_a_token(home: HomeServer) -> None:
    for path in ("/v1/sync?cur=0.00000000000000000000000000000000", "/v1/family", "/v1/devices"):
        assert httpx.get(home.url + path).status_code == 401
        assert httpx.get(home.url + path, headers={"Authorization": "Bearer x.y.z"}).status_code == 401


def test_no_forged_token_opens_a_route_or_stores_anything(home: HomeServer, token: str, folder: Path) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    forger = Forger(claims, load_key(folder / "identity"))
    told = {"name": "The Forgers", "email": "forger@example.org"}

    def status(forged: str) -> int:
        bearer = {"Authorization": (b"Bearer " + forged.encode("utf-8", errors="surrogatepass")).strip()}
        return httpx.post(f"{home.url}/v1/family", json=told, headers=bearer).status_code

    assert {name: status(forge(forger)) for name, forge in FORGERIES.items()} == dict.fromkeys(FORGERIES, 401)
    real = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{home.url}/v1/family", headers=real).status_code == 404, "nobody has founded one"
    assert status(forger.signed()) == 201, "else the refusals above would prove nothing"


def test_what_is_not_there_is_not_there(home: HomeServer) -> None:
    for path in ("/", "/v2/hello", "/v1/hello/", "/identityx", "/objectsx", "/server.log", "/%2e%2e/household.json"):
        assert httpx.get(home.url + path).status_code == 404, path


def test_a_request_cannot_write_lines_of_its_own_into_the_log(
    home: HomeServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="backend.local"):
        httpx.get(f"{home.url}/v1/x%0A2026-01-01%20DEBUG%20GET%20/v1/family%20200?token=secret")
        httpx.get(f"{home.url}/{'x' * 5000}")
        home.stop()

    lines = [record.getMessage() for record in caplog.records if record.name == "backend.local"]
    assert len(lines) == 2
    assert lines[0].startswith("GET /v1/x%0A2026-01-01%20DEBUG%20GET%20/v1/family%20200 404 ")
    assert len(lines[1]) < 300


def test_accounts_and_library_outlive_a_restart(serve: Serve, folder: Path, closing: ExitStack) -> None:
    first = serve()
    port, code = httpx.URL(first.url).port, first.owner_code
    computer = Computer(first.url, owner(first.url, code=code))
    closing.callback(computer.close)
    computer.found()
    computer.send(push_to_bytes(push_of([titled("Kept")])))
    hello = httpx.get(f"{first.url}/v1/hello").json()
    first.stop()

    second = serve(port=port)
    assert httpx.get(f"{second.url}/v1/hello").json() == hello
    assert not second.needs_owner
    assert len(computer.all_commits()) == 1
    ada = person(second.url)
    ada.authenticate(PASSWORD)
    assert ada.access_token


def test_the_first_account_needs_the_owner_code(home: HomeServer) -> None:
    assert home.needs_owner
    ada = person(home.url)
    for code in ("", "AAAA-AAAA-AAAA"):
        with pytest.raises(ada.client.exceptions.ClientError, match="owner code"):
            ada.register(EMAIL, PASSWORD, client_metadata={"owner_code": code})

    owner(home.url, code=home.owner_code)
    assert not home.needs_owner


def test_who_holds_a_revoked_computer_cannot_take_the_account_with_it(home: HomeServer, closing: ExitStack) -> None:
    kept = Computer(home.url, owner(home.url, code=home.owner_code))
    closing.callback(kept.close)
    kept.found()
    thief = person(home.url)
    thief.authenticate(PASSWORD)
    lost = Computer(home.url, thief.access_token)
    closing.callback(lost.close)
    lost.register()
    thief.associate_software_token()

    assert kept.client.delete(f"/v1/devices/{lost.device}").status_code == 200
    assert lost.ask(START).status_code == 403
    for attempt in (thief.delete_user, thief.associate_software_token):
        with pytest.raises(thief.client.exceptions.NotAuthorizedException):
            attempt()
    assert kept.ask(START).status_code == 200


def test_every_server_has_its_own_owner_code(tmp_path: Path) -> None:
    codes = {HomeServer(tmp_path).owner_code for _ in range(50)}

    assert len(codes) == 50


def test_a_demo_needs_no_owner_code_and_tells_codes_in_process(serve: Serve) -> None:
    heard: list[Letter] = []
    home = serve(kind="demo", mailbox=Mailbox(heard.append))
    ada = person(home.url)
    ada.register(EMAIL, PASSWORD)
    until(lambda: heard)

    assert (heard[0].email, heard[0].purpose) == (EMAIL, "sign-up")
    assert home.mailbox.letters(EMAIL) == heard
    assert home.mailbox.letters("somebody@example.org") == []
    ada.confirm_sign_up(heard[0].code, username=EMAIL)
    ada.authenticate(PASSWORD)


def test_one_folder_takes_one_server(serve: Serve, folder: Path) -> None:
    first = serve()
    with pytest.raises(InUse):
        serve()
    first.stop()

    assert serve().url


def test_a_port_that_is_taken_is_said_to_be_so_and_nothing_is_held(serve: Serve, folder: Path) -> None:
    with create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        serve(port=other.getsockname()[1])

    assert serve().url


def test_it_can_be_stopped_twice_and_started_again(serve: Serve) -> None:
    home = serve()
    home.stop()
    home.stop()
    with pytest.raises(RuntimeError):
        home.url  # noqa: B018

    home.start()
    assert httpx.get(f"{home.url}/v1/hello").status_code == 200


def test_stopping_waits_for_no_idle_connection(home: HomeServer) -> None:
    with httpx.Client() as client:
        client.get(f"{home.url}/v1/hello")
        stopping = threading.Thread(target=home.stop)
        stopping.start()
        stopping.join(2)
        assert not stopping.is_alive()


def test_small_answers_do_not_wait_for_more_to_send() -> None:
    web = Web(host="127.0.0.1", port=0)

    assert web._listener.proto == IPPROTO_TCP  # by this asyncio knows where to switch Nagle's algorithm off
    web.stop()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "nas.local", ""])
def test_it_does_not_listen_to_others_in_plain_text_unasked(folder: Path, host: str) -> None:
    with pytest.raises(Exposed):
        HomeServer(folder, host=host)

    HomeServer(folder, host=host, is_insecure_wanted=True)
    HomeServer(folder, host=host, certificate=Certificate(Path("chain"), Path("key")))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_computer_alone_needs_no_certificate(folder: Path, host: str) -> None:
    HomeServer(folder, host=host)


def test_the_public_address_is_the_one_that_tokens_are_issued_by(serve: Serve, folder: Path) -> None:
    home = serve(public_url="https://cloud.example.org/")

    assert home.url == "https://cloud.example.org"


def test_a_damaged_folder_is_not_begun_anew(serve: Serve, folder: Path) -> None:
    serve().stop()
    (folder / "household.json").write_text('{"pool": "home_')

    with pytest.raises(Damaged):
        serve()
    assert (folder / "household.json").read_text() == '{"pool": "home_'


def test_only_the_owner_of_the_folder_can_look_into_it(serve: Serve, tmp_path: Path) -> None:
    home = serve(folder=tmp_path / "new")
    home.stop()

    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "household.json").stat().st_mode & 0o077 == 0


def test_what_is_over_goes_when_the_server_starts(serve: Serve, folder: Path) -> None:
    clock = MovableClock()
    home = serve(clock=clock)
    home.documents.put_new("F#one", "over", {"ttl": clock.now + 10})
    home.documents.put_new("F#one", "stays", {"n": 1})
    upload = home.objects.begin_parts("fam/one/file", mime="audio/mpeg")
    home.stop()

    clock.now += 7 * 24 * 3600
    home = serve(clock=clock)
    assert [item["sk"] for item in home.documents.query("F#one", low=" ", high="~", limit=9)] == ["stays"]
    assert home.objects.parts("fam/one/file", upload_id=upload) == []
    clock.now += 1
    home.sweep()
    assert home.objects.parts("fam/one/file", upload_id=upload) is None


# TLS


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """A certificate for 127.0.0.1 that nobody has signed but itself."""
    return self_signed(tmp_path)


def test_with_a_certificate_it_speaks_tls_only(serve: Serve, certificate: Certificate) -> None:
    home = serve(certificate=certificate)
    assert home.url.startswith("https://127.0.0.1:")
    trusting = ssl.create_default_context(cafile=certificate.chain)

    assert httpx.get(f"{home.url}/v1/hello", verify=trusting).json()["kind"] == "home"
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{home.url}/v1/hello")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{home.url}/v1/hello".replace("https", "http"))


def test_a_bad_certificate_is_said_before_anything_is_served(serve: Serve, certificate: Certificate) -> None:
    certificate.key.write_text("no key")
    with pytest.raises(ssl.SSLError):
        serve(certificate=certificate)

    assert serve().url
