"""The line to AWS's services, against a service that is busy, falls silent, or cuts the line."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend.aws.credentials import AmbientCredentials
from backend.aws.documents import DynamoDocuments
from backend.aws.line import FIRST_DELAY_S, TRIES, Line
from backend.aws.signing import Credentials
from backend.core.ports import Unavailable

Reply = tuple[int, bytes] | None  # None: the line is cut after the request was heard


class Service:
    """Gives these replies one after the other, and remembers what was asked."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.heard: list[tuple[str, str, bytes]] = []
        self.connections = 0


@contextmanager
def serving(service: Service) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            service.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            service.heard.append((self.command, self.path, body))
            reply = service.replies.pop(0)
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply[0])
            self.send_header("content-length", str(len(reply[1])))
            self.end_headers()
            self.wfile.write(reply[1])

        do_GET = do_POST  # noqa: N815 - the name that the server calls

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def a_line(service: Service, *, slept: list[float] | None = None) -> Iterator[Line]:
    sleep: Callable[[float], None] = (slept if slept is not None else []).append
    with serving(service) as address:
        line = Line(address, "dynamodb", "eu-west-2", lambda: Credentials("AKID", "sesame"), sleep=sleep)
        yield line
        line.close()


def test_a_connection_is_used_again() -> None:
    service = Service((200, b"one"), (200, b"two"))
    with a_line(service) as line:
        assert [line.ask("POST", "/").body, line.ask("POST", "/").body] == [b"one", b"two"]
    assert service.connections == 1


def test_a_busy_service_is_asked_again_after_growing_pauses() -> None:
    slept: list[float] = []
    with a_line(Service((503, b""), (500, b""), (200, b"at last")), slept=slept) as line:
        answer = line.ask("POST", "/", body=b"the same")
    assert (answer.body, answer.tries) == (b"at last", 3)
    assert len(slept) == 2
    assert slept[0] <= FIRST_DELAY_S
    assert slept[1] <= 4 * FIRST_DELAY_S


@pytest.mark.expects_log("is busy")
def test_a_service_that_stays_busy_is_unavailable() -> None:
    service = Service(*[(503, b"")] * TRIES)
    with a_line(service) as line, pytest.raises(Unavailable):
        line.ask("POST", "/")
    assert len(service.heard) == TRIES


@pytest.mark.expects_log("is busy")
def test_a_service_that_is_not_there_is_unavailable() -> None:
    with serving(Service()) as address:
        pass
    line = Line(address, "s3", "eu-west-2", lambda: Credentials("AKID", "sesame"), sleep=lambda _: None)
    with pytest.raises(Unavailable):
        line.ask("GET", "/")


def test_a_refusal_is_an_answer_and_is_not_asked_for_twice() -> None:
    service = Service((403, b"no"))
    with a_line(service) as line:
        assert line.ask("GET", "/").status == 403
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    ("there", "expected"),
    [({"pid": {"S": "mine"}}, True), ({"pid": {"S": "another's"}}, False)],
    ids=["it was mine", "it was another's"],
)
def test_a_put_whose_answer_was_lost_holds_only_if_its_own_item_is_there(
    there: dict[str, object], expected: bool
) -> None:
    item = {"pk": {"S": "F#1"}, "sk": {"S": "C#1"}, **there}
    failed = {"__type": "com.amazonaws#ConditionalCheckFailedException", "Item": item}
    with a_line(Service(None, (400, json.dumps(failed).encode()))) as line:
        assert DynamoDocuments(line, table="t").put_new("F#1", "C#1", {"pid": "mine"}) is expected


def test_a_put_that_came_second_does_not_hold_even_with_the_same_content() -> None:
    item = {"pk": {"S": "F#1"}, "sk": {"S": "C#1"}, "pid": {"S": "mine"}}
    failed = {"__type": "com.amazonaws#ConditionalCheckFailedException", "Item": item}
    with a_line(Service((400, json.dumps(failed).encode()))) as line:
        assert not DynamoDocuments(line, table="t").put_new("F#1", "C#1", {"pid": "mine"})


def test_a_throttled_table_is_asked_again() -> None:
    throttled = json.dumps({"__type": "com.amazonaws#ThrottlingException"}).encode()
    with a_line(Service((400, throttled), (200, b'{"Items":[]}'))) as line:
        assert DynamoDocuments(line, table="t").last("F#1", low="A", high="Z") is None


def test_what_people_call_things_does_not_make_the_table_busy() -> None:
    item = {"pk": {"S": "F#1"}, "sk": {"S": "D#1"}, "name": {"S": "ThrottlingException"}, "rev": {"N": "2"}}
    failed = {"__type": "com.amazonaws#ConditionalCheckFailedException", "Item": item}
    service = Service((400, json.dumps(failed).encode()))
    with a_line(service) as line:
        assert not DynamoDocuments(line, table="t").update("F#1", "D#1", changes={"rev": 2}, expected={"rev": 1})
    assert len(service.heard) == 1


def test_an_index_of_pages_is_read_to_its_end() -> None:
    def page(number: int, *, more: bool) -> bytes:
        key = {"pk": {"S": "F#1"}, "sk": {"S": f"C#{number}"}}
        return json.dumps({"Items": [key], **({"LastEvaluatedKey": key} if more else {})}).encode()

    service = Service((200, page(1, more=True)), (200, page(2, more=True)), (200, page(3, more=False)))
    with a_line(service) as line:
        found = DynamoDocuments(line, table="t").query("F#1", low="C#0", high="C#9", limit=10)
    assert [item["sk"] for item in found] == ["C#1", "C#2", "C#3"]
    assert [json.loads(body)["Limit"] for _, _, body in service.heard] == [10, 9, 8]


def test_credentials_in_the_environment_are_read_each_time() -> None:
    environment = {"AWS_ACCESS_KEY_ID": "one", "AWS_SECRET_ACCESS_KEY": "s"}
    credentials = AmbientCredentials(environment)
    assert credentials() == Credentials("one", "s")
    environment["AWS_ACCESS_KEY_ID"] = "two"
    assert credentials().key_id == "two"


def test_credentials_of_a_function_that_began_from_a_snapshot_are_renewed_before_they_end() -> None:
    def told(key_id: str, until: str) -> bytes:
        told = {"AccessKeyId": key_id, "SecretAccessKey": "s", "Token": "t", "Expiration": until}
        return json.dumps(told).encode()

    now = [1_000_000_000.0]  # 2001-09-09T01:46:40Z
    service = Service((200, told("one", "2001-09-09T02:46:40Z")), (200, told("two", "2001-09-09T03:46:40Z")))
    with serving(service) as address:
        environment = {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{address}/creds",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x",
        }
        credentials = AmbientCredentials(environment, now_s=lambda: now[0])
        assert [credentials().key_id, credentials().key_id] == ["one", "one"]
        now[0] += 3600 - 200
        assert credentials().key_id == "two"
    assert len(service.heard) == 2
