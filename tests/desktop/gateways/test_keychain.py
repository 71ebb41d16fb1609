"""Where the session is kept: real files, a keychain that tests can break, other processes at the door."""

from __future__ import annotations

import asyncio
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.gateways.filelock import locked
from desktop.gateways.keychain import EncryptedTokenStore, MemoryTokenStore
from desktop.model.account import Tokens
from desktop.model.errors import Busy, NoRoom, NoSecretStore

TOKENS = Tokens("header.access.signature" * 90, "v1.refresh-secret", expires_at=1234.5, scope="openid family:view")


class Keychain:
    """A keychain in memory that, like Windows', takes 1,280 characters at the most."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str, /) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        assert len(password) <= 1280
        self.entries[(service, username)] = password


class BrokenKeychain(Keychain):
    def get_password(self, service: str, username: str, /) -> str | None:
        raise RuntimeError("no D-Bus here")


class ForgetfulKeychain(Keychain):
    def set_password(self, service: str, username: str, password: str, /) -> None:
        return


class LockedKeychain(Keychain):
    """Hangs until somebody unlocks it. What was asked before may be answered later still, by what was true then."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.unlocked = threading.Event()
        self.answered_late = threading.Event()

    def get_password(self, service: str, username: str, /) -> str | None:
        self.asked += 1
        answer = super().get_password(service, username)
        if not self.unlocked.is_set():
            self.answered_late.wait()
        return answer


@pytest.fixture
def hanging() -> Iterator[LockedKeychain]:
    keychain = LockedKeychain()
    yield keychain
    keychain.unlocked.set()
    keychain.answered_late.set()


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def file_instead_of(folder: Path) -> Path:
    folder.touch()
    return folder


def store(folder: Path, keychain: Keychain, *, timeout_s: float = 5.0) -> EncryptedTokenStore:
    return EncryptedTokenStore(folder, open_keychain=lambda: keychain, keychain_timeout_s=timeout_s)


async def test_what_a_killed_app_was_writing_goes_with_the_next_session_and_with_its_end(tmp_path: Path) -> None:
    keychain = Keychain()
    store = EncryptedTokenStore(tmp_path, open_keychain=lambda: keychain)
    left, others = tmp_path / ".session-1a2b", tmp_path / ".cloud-1a2b"
    for path in (left, others):
        path.write_bytes(b"sealed")
    await store.save(TOKENS)
    assert not left.exists()
    left.write_bytes(b"sealed")
    await store.clear()
    assert not left.exists()
    assert others.exists()  # somebody may be writing it


async def test_quirk_13_the_session_is_there_after_a_restart(tmp_path: Path) -> None:
    keychain = Keychain()
    await store(tmp_path, keychain).save(TOKENS)
    assert await store(tmp_path, keychain).load() == TOKENS


async def test_nothing_secret_lies_on_the_disk_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    await store(tmp_path, Keychain()).save(TOKENS)
    (file,) = files_in(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or sys.platform == "win32"
    assert b"refresh-secret" not in file.read_bytes()
    assert b"header" not in file.read_bytes()


async def test_the_newest_tokens_replace_the_old_ones_and_leave_no_other_file(tmp_path: Path) -> None:
    keychain = Keychain()
    first = store(tmp_path, keychain)
    await first.save(TOKENS)
    newer = Tokens("a2", None, expires_at=2.0)
    await first.save(newer)
    assert await store(tmp_path, keychain).load() == newer
    assert len(files_in(tmp_path)) == 1
    assert len(keychain.entries) == 1


async def test_signing_out_forgets_the_tokens(tmp_path: Path) -> None:
    kept = store(tmp_path, Keychain())
    await kept.save(TOKENS)
    await kept.clear()
    await kept.clear()
    assert await kept.load() is None


async def test_a_computer_without_a_session_is_not_asked_for_its_keychain(tmp_path: Path) -> None:
    assert await store(tmp_path, BrokenKeychain()).load() is None


@pytest.mark.parametrize("keychain", [BrokenKeychain(), ForgetfulKeychain()])
async def test_without_a_keychain_nothing_is_written(tmp_path: Path, keychain: Keychain) -> None:
    with pytest.raises(NoSecretStore):
        await store(tmp_path, keychain).save(TOKENS)
    assert files_in(tmp_path) == []


async def test_a_keychain_that_hangs_costs_its_limit_and_is_not_asked_twice(
    tmp_path: Path, hanging: LockedKeychain
) -> None:
    kept = store(tmp_path, hanging, timeout_s=0.1)
    for _ in range(3):
        with pytest.raises(NoSecretStore):
            await kept.save(TOKENS)
    assert hanging.asked == 1


async def test_a_keychain_unlocked_late_serves_the_next_save(tmp_path: Path, hanging: LockedKeychain) -> None:
    kept = store(tmp_path, hanging, timeout_s=0.1)
    with pytest.raises(NoSecretStore):
        await kept.save(TOKENS)
    hanging.unlocked.set()
    await store(tmp_path, hanging).save(TOKENS)
    hanging.answered_late.set()
    assert await kept.load() == TOKENS


@pytest.mark.parametrize("damage", [b"", b"short", bytes(200)])
async def test_a_damaged_session_is_no_session(tmp_path: Path, damage: bytes) -> None:
    kept = store(tmp_path, Keychain())
    await kept.save(TOKENS)
    (file,) = files_in(tmp_path)
    file.write_bytes(damage)
    assert await kept.load() is None


async def test_a_session_whose_key_is_gone_is_no_session(tmp_path: Path) -> None:
    await store(tmp_path, Keychain()).save(TOKENS)
    assert await store(tmp_path, Keychain()).load() is None


async def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoSecretStore):
        await store(file_instead_of(tmp_path / "file") / "folder", Keychain()).save(TOKENS)


async def test_the_lock_is_held_by_one_at_a_time_in_this_process(tmp_path: Path) -> None:
    order: list[str] = []

    async def refresh(name: str) -> None:
        async with store(tmp_path, Keychain()).lock():
            order.append(f"{name} in")
            await asyncio.sleep(0.02)
            order.append(f"{name} out")

    await asyncio.gather(refresh("a"), refresh("b"))
    assert order in (["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"])


HOLDER = """
import fcntl, os, sys
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the other process locks by fcntl")
async def test_the_lock_keeps_other_processes_out_and_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "session.lock"
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(path), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    with pytest.raises(Busy):
        async with locked(path, timeout_s=0.2):
            pytest.fail("two held one lock")
    holder.kill()
    async with locked(path, timeout_s=10.0):
        pass
    await holder.communicate()


async def test_a_session_in_memory_serves_without_a_keychain() -> None:
    kept = MemoryTokenStore()
    async with kept.lock():
        await kept.save(TOKENS)
    assert await kept.load() == TOKENS
    await kept.clear()
    assert await kept.load() is None


async def test_a_kept_session_that_cannot_be_read_or_deleted_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "session.bin").mkdir()
    kept = store(tmp_path, Keychain())
    for asking in (kept.load, kept.clear):
        with pytest.raises(NoSecretStore) as caught:
            await asking()
        assert caught.value.next_step


async def test_a_folder_in_which_no_lock_can_be_made_is_told_in_plain_words(tmp_path: Path) -> None:
    for folder in (file_instead_of(tmp_path / "file"), tmp_path / "folder"):
        if not folder.exists():
            (folder / "session.lock").mkdir(parents=True)
        with pytest.raises(NoRoom) as caught:
            async with store(folder, Keychain()).lock():
                raise AssertionError
        assert caught.value.next_step
