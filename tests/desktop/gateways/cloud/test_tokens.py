"""The cloud's session lies in its own sealed file beside Yoto's, and neither is ever taken for the other."""

from __future__ import annotations

from pathlib import Path

from desktop.gateways.cloud.tokens import EncryptedCloudTokens, MemoryCloudTokens
from desktop.gateways.keychain import EncryptedTokenStore
from desktop.model.account import Tokens
from desktop.model.cloud import CloudTokens

CLOUD = CloudTokens("access" * 400, "refresh" * 200, expires_at=12.5)
YOTO = Tokens("yoto-access", "yoto-refresh", expires_at=1.5, scope="openid")


class Keychain:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str, /) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self.kept[(service, username)] = password


async def test_both_sessions_of_a_profile_are_kept_side_by_side(tmp_path: Path) -> None:
    keychain = Keychain()
    yoto = EncryptedTokenStore(tmp_path, open_keychain=lambda: keychain)
    cloud = EncryptedCloudTokens(tmp_path, open_keychain=lambda: keychain)
    assert await cloud.load() is None
    await yoto.save(YOTO)
    await cloud.save(CLOUD)
    again = EncryptedCloudTokens(tmp_path, open_keychain=lambda: keychain)
    assert await again.load() == CLOUD
    assert b"access" not in (tmp_path / "cloud.bin").read_bytes()
    await again.clear()
    assert await cloud.load() is None
    assert await yoto.load() == YOTO
    assert len(set(keychain.kept.values())) == 2


async def test_a_file_of_the_other_session_opens_nothing(tmp_path: Path) -> None:
    """Not even under the same key: what is sealed says what it is."""
    keychain = Keychain()
    yoto = EncryptedTokenStore(tmp_path, open_keychain=lambda: keychain)
    cloud = EncryptedCloudTokens(tmp_path, open_keychain=lambda: keychain)
    await yoto.save(YOTO)
    await cloud.save(CLOUD)
    (key,) = {value for (_, user), value in keychain.kept.items() if user.startswith("session")}
    keychain.kept = dict.fromkeys(keychain.kept, key)
    (tmp_path / "cloud.bin").write_bytes((tmp_path / "session.bin").read_bytes())
    assert await EncryptedCloudTokens(tmp_path, open_keychain=lambda: keychain).load() is None


async def test_the_demos_session_is_in_memory_alone() -> None:
    store = MemoryCloudTokens()
    async with store.lock():
        await store.save(CLOUD)
    assert await store.load() == CLOUD
    await store.clear()
    assert await store.load() is None


def test_tokens_show_in_no_repr() -> None:
    assert "access" not in repr(CLOUD)
