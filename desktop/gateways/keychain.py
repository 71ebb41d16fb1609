"""Where a session's tokens are kept: an encrypted file, its key in the system's keychain."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import json
import logging
import os
import secrets
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import keyring
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.gateways import blocking
from desktop.gateways.disk import sync_folder
from desktop.gateways.filelock import locked
from desktop.model.account import Tokens
from desktop.model.errors import NoSecretStore

SERVICE = "Yoto Smart Stream"
KEY_BYTES = 32
NONCE_BYTES = 12
KEYCHAIN_TIMEOUT_S = 2.0  # a locked keychain can hang for good
LOCK_TIMEOUT_S = 60.0

_log = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R")


class Keychain(Protocol):
    """The part of keyring's backends that is used."""

    def get_password(self, service: str, username: str, /) -> str | None: ...

    def set_password(self, service: str, username: str, password: str, /) -> None: ...


def system_keychain() -> Keychain:
    """Return the operating system's keychain. Slow at first, and may hang: never on the UI thread."""
    return keyring.get_keyring()


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How one kind of tokens is kept: the stem of its files, what its seal also vouches for, and its JSON.

    `read` raises ValueError, KeyError or TypeError for what `write` never wrote.
    """

    stem: str
    kind: bytes
    write: Callable[[T], Mapping[str, object]]
    read: Callable[[Mapping[str, Any]], T]


class EncryptedStore(Generic[T]):
    """Keeps one session's tokens, in whatever form they have.

    A keychain entry holds as little as 1,280 characters (Windows), so it keeps a 32-byte key and `folder` the tokens,
    sealed with it by AES-GCM, mode 0600. `load` and `save` raise NoSecretStore without a keychain; nothing is ever
    written in plain text.
    """

    def __init__(
        self,
        folder: Path,
        *,
        form: Form[T],
        open_keychain: Callable[[], Keychain] = system_keychain,
        keychain_timeout_s: float = KEYCHAIN_TIMEOUT_S,
    ) -> None:
        self._form = form
        self._path = folder / f"{form.stem}.bin"
        self._lock_path = folder / f"{form.stem}.lock"
        self._user = f"{form.stem} {folder.absolute()}"
        self._open_keychain = open_keychain
        self._timeout_s = keychain_timeout_s
        self._asking: Future[Any] | None = None
        self._key: bytes | None = None

    async def load(self) -> T | None:
        """Return the kept tokens; None where there are none or they cannot be opened any more."""
        try:
            sealed = await asyncio.to_thread(_read, self._path)
        except OSError as error:
            raise NoSecretStore(
                "Your kept session cannot be read.", next_step=f"Check the rights of {self._path}, or sign in again."
            ) from error
        if sealed is None:
            return None
        if self._key is None:
            self._key = await self._in_time(self._kept_key)
        if self._key is None:
            _log.info("the session's key is gone from the keychain")
            return None
        return self._unsealed(sealed, key=self._key)

    async def save(self, tokens: T) -> None:
        """Return when the tokens are on the disk. Raise NoSecretStore when they cannot be kept safely."""
        if self._key is None:
            self._key = await self._key_to_seal_with()
        try:
            await asyncio.to_thread(_write, self._path, self._sealed(tokens, key=self._key))
        except OSError as error:
            raise NoSecretStore(
                "Your session cannot be kept on this disk.", next_step="You stay signed in until you close the app."
            ) from error

    async def clear(self) -> None:
        """Forget the tokens. The key stays: by itself it opens nothing. Raise NoSecretStore when they do not go."""
        try:
            await asyncio.to_thread(_delete, self._path)
        except OSError as error:
            raise NoSecretStore(
                "Your kept session could not be deleted from this computer.", next_step=f"Delete {self._path} yourself."
            ) from error

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Hold the lock that lets one refresher at a time do its work, among all processes."""
        return locked(self._lock_path, timeout_s=LOCK_TIMEOUT_S)

    async def _key_to_seal_with(self) -> bytes:
        given_up = threading.Event()
        try:
            return await self._in_time(lambda: self._kept_or_new_key(given_up))
        finally:
            given_up.set()

    async def _in_time(self, work: Callable[[], R]) -> R:
        """Ask the keychain, with a limit. While an earlier question hangs, no second one is put.

        Backends fail in many ways of their own, and any failure means that nothing can be kept.
        """
        if self._asking is not None and not await blocking.finished(self._asking, timeout_s=self._timeout_s):
            raise _no_keychain()
        asked = blocking.start(work, name="keychain")
        self._asking = asked
        if not await blocking.finished(asked, timeout_s=self._timeout_s):
            raise _no_keychain()
        if error := asked.exception():
            raise _no_keychain() from error
        return asked.result()

    def _kept_key(self) -> bytes | None:
        text = self._keychain().get_password(SERVICE, self._user)
        try:
            key = base64.b64decode(text or "", validate=True)
        except binascii.Error:
            return None
        return key if len(key) == KEY_BYTES else None

    def _kept_or_new_key(self, given_up: threading.Event) -> bytes:
        """Return the kept key, or keep a new one, unless a late answer finds that nobody waits for it any more.

        By then somebody else may have sealed tokens with a key that this one would replace.
        """
        key = self._kept_key()
        if key is not None:
            return key
        if given_up.is_set():
            raise _no_keychain()
        self._keychain().set_password(
            SERVICE, self._user, base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
        )
        kept = self._kept_key()  # some backends accept everything and keep nothing
        if kept is None:
            raise _no_keychain()
        return kept

    def _keychain(self) -> Keychain:
        keychain = self._open_keychain()
        if type(keychain).__module__.startswith("keyrings.alt"):  # keeps secrets in plain files
            raise _no_keychain()
        return keychain

    def _sealed(self, tokens: T, *, key: bytes) -> bytes:
        plain = json.dumps(self._form.write(tokens)).encode("utf-8")
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plain, self._form.kind)

    def _unsealed(self, sealed: bytes, *, key: bytes) -> T | None:
        try:
            plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._form.kind)
            return self._form.read(json.loads(plain))
        except (InvalidTag, ValueError, KeyError, TypeError):
            _log.info("the kept session cannot be opened")
            return None


class MemoryStore(Generic[T]):
    """Keeps tokens on computers without a keychain, and for the demo: gone at the end."""

    def __init__(self) -> None:
        self._tokens: T | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> T | None:
        return self._tokens

    async def save(self, tokens: T) -> None:
        self._tokens = tokens

    async def clear(self) -> None:
        self._tokens = None

    def lock(self) -> AbstractAsyncContextManager[None]:
        return _held(self._lock)


def _read_tokens(body: Mapping[str, Any]) -> Tokens:
    return Tokens(
        access_token=str(body["access_token"]),
        refresh_token=body["refresh_token"],
        expires_at=float(body["expires_at"]),
        scope=str(body["scope"]),
    )


def _write_tokens(tokens: Tokens) -> Mapping[str, object]:
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at,
        "scope": tokens.scope,
    }


_YOTO = Form("session", kind=b"yoto-smart-stream tokens 1", write=_write_tokens, read=_read_tokens)


class EncryptedTokenStore(EncryptedStore[Tokens]):
    """Implements services.ports.TokenStore."""

    def __init__(
        self,
        folder: Path,
        *,
        open_keychain: Callable[[], Keychain] = system_keychain,
        keychain_timeout_s: float = KEYCHAIN_TIMEOUT_S,
    ) -> None:
        super().__init__(folder, form=_YOTO, open_keychain=open_keychain, keychain_timeout_s=keychain_timeout_s)


class MemoryTokenStore(MemoryStore[Tokens]):
    """Implements services.ports.TokenStore."""


@contextlib.asynccontextmanager
async def _held(lock: asyncio.Lock) -> AsyncIterator[None]:
    async with lock:
        yield


def _no_keychain() -> NoSecretStore:
    return NoSecretStore(
        "This computer's keychain is absent or locked.", next_step="You stay signed in until you close the app."
    )


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _delete(path: Path) -> None:
    path.unlink(missing_ok=True)
    _sweep(path)


def _sweep(path: Path) -> None:
    """Delete what was to become the file when the app was killed; whoever writes holds the lock."""
    for left in path.parent.glob(f".{path.stem}-*"):
        left.unlink(missing_ok=True)


def _write(path: Path, sealed: bytes) -> None:
    """Replace the file in one step, so that a crash leaves the old tokens or the new ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        sync_folder(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)  # there only after a failure
