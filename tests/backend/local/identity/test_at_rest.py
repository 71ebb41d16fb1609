"""What lies on the disk, in the log, and after a new start."""

from __future__ import annotations

import base64
import logging
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from backend.local.identity import keys, totp
from backend.local.identity.database import FILE_NAME, Database, NewerAccounts
from backend.local.identity.keys import UnusableKey, load_key
from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, House

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps a profile's files to its owner by itself")


def test_neither_passwords_nor_codes_nor_tokens_are_on_the_disk_or_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="backend")
    person = house.signed_in()
    secrets = [PASSWORD, house.code_for(EMAIL, "sign-up"), person.refresh_token, person.access_token, person.id_token]
    person.renew_access_token()
    secrets += [person.refresh_token, person.access_token, person.id_token]
    person.initiate_forgot_password()
    code = house.code_for(EMAIL, "password")
    person.confirm_forgot_password(code, "the second password")
    person.authenticate("the second password")
    person.change_password("the second password", "the third password")
    secrets += [code, "the second password", "the third password", person.refresh_token]
    files = {path: path.read_bytes() for path in house.folder.rglob("*") if path.is_file()}
    assert any(EMAIL.encode() in content for content in files.values())  # the search does find what is there
    for secret in secrets:
        spellings = {secret.encode(), base64.b64encode(secret.encode())[:-4], secret.encode("utf-16-le")}
        found = [path for path, content in files.items() for spelling in spellings if spelling in content]
        assert found == []
        assert secret not in caplog.text


@POSIX
def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    house = House(tmp_path / "new" / "accounts", "http://127.0.0.1:1/identity", None)
    identity = house.open()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in house.folder.iterdir()}
    identity.close()
    assert set(modes) >= {keys.FILE_NAME, FILE_NAME, f"{FILE_NAME}-wal"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(house.folder.stat().st_mode) == 0o700


@POSIX
def test_files_are_born_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not closed a moment later: with the loosest mask, and nothing that could mend it."""
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    mask = os.umask(0)
    try:
        load_key(tmp_path)
        Database(tmp_path).close()
    finally:
        os.umask(mask)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_accounts_and_sign_ins_survive_a_new_start_and_open_handshakes_do_not(house: House) -> None:
    person = house.signed_in()
    srp = house.srp()
    answer = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    house.identity.close()
    house.open()
    assert house.identity.verify(person.access_token)
    person.renew_access_token()
    with pytest.raises(house.boto.exceptions.NotAuthorizedException):
        house.finish(answer)
    again = house.person()
    again.authenticate(PASSWORD)
    assert house.identity.verify(again.access_token)


def test_a_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    first, second = load_key(tmp_path), load_key(tmp_path)
    assert first.key_id == second.key_id
    assert first.derive("a") == second.derive("a") != first.derive("b")
    assert [path.name for path in tmp_path.iterdir()] == [keys.FILE_NAME]


def test_a_draft_of_a_key_that_a_crash_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "signing-key.new").write_text("half a key")
    assert load_key(tmp_path).key_id
    assert [path.name for path in tmp_path.iterdir()] == [keys.FILE_NAME]


def test_a_damaged_key_is_said_to_be_so_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / keys.FILE_NAME
    path.write_text("no key")
    with pytest.raises(UnusableKey):
        load_key(tmp_path)
    assert path.read_text() == "no key"


@POSIX
def test_a_key_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    load_key(tmp_path)
    path = tmp_path / keys.FILE_NAME
    path.chmod(0o644)
    load_key(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_accounts_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    Database(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerAccounts):
        Database(tmp_path)


def test_a_transaction_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    database = Database(tmp_path)

    def half_done() -> None:
        with database.transaction() as connection, database.transaction():
            connection.execute("INSERT INTO code VALUES ('a@b', 'sign-up', x'00', 1)")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        half_done()
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM code").fetchone() == (0,)
    database.close()


def test_a_commit_that_fails_leaves_nothing_behind_and_the_next_one_works(tmp_path: Path) -> None:
    database = Database(tmp_path)

    def homeless_session() -> None:
        with database.transaction() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            connection.execute("INSERT INTO session VALUES ('s', 'nobody', 'e', 1, 2)")

    with pytest.raises(sqlite3.IntegrityError):
        homeless_session()
    with database.transaction() as connection:
        connection.execute("INSERT INTO code VALUES ('a@b', 'sign-up', x'00', 1)")
    database.close()
    database = Database(tmp_path)
    with database.reading() as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM session), count(*) FROM code").fetchone() == (0, 1)
    database.close()


def test_a_pool_id_that_clients_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    for pool in ("home", "home_a_b", "_a", "home_", "ho me_a", "home_ä"):
        house = House(tmp_path, "http://127.0.0.1:1/identity", None)
        with pytest.raises(ValueError, match="region_name"):
            house.open(pool=pool)


@pytest.mark.expects_log("the accounts' file refused")
def test_a_disk_that_refuses_is_answered_in_cognitos_form(house: House) -> None:
    house.member()
    with house.identity.app.pool.database.transaction() as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON code BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    status, answer, _ = house.call("ForgotPassword", {"ClientId": CLIENT, "Username": EMAIL})
    assert (status, answer["__type"]) == (500, "InternalErrorException")


def test_what_was_deleted_is_not_left_in_the_file(house: House) -> None:
    person = house.signed_in()
    secret = base64.b32decode(person.associate_software_token())
    assert len(secret) == totp.SECRET_BYTES
    person.delete_user()
    house.identity.close()
    files = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    assert secret not in files
    assert EMAIL.encode() not in files
    house.open()
