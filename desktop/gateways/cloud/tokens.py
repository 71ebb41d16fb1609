"""Where the session with the family's cloud is kept: its own encrypted file, beside Yoto's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from desktop.gateways.keychain import (
    KEYCHAIN_TIMEOUT_S,
    EncryptedStore,
    Form,
    Keychain,
    MemoryStore,
    system_keychain,
)
from desktop.model.cloud import CloudTokens


def _write(tokens: CloudTokens) -> Mapping[str, object]:
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at,
    }


def _read(body: Mapping[str, Any]) -> CloudTokens:
    return CloudTokens(
        access_token=str(body["access_token"]),
        refresh_token=str(body["refresh_token"]),
        expires_at=float(body["expires_at"]),
    )


_CLOUD = Form("cloud", kind=b"yoto-smart-stream cloud tokens 1", write=_write, read=_read)


class EncryptedCloudTokens(EncryptedStore[CloudTokens]):
    """Implements services.family_ports.CloudTokenStore."""

    def __init__(
        self,
        folder: Path,
        *,
        open_keychain: Callable[[], Keychain] = system_keychain,
        keychain_timeout_s: float = KEYCHAIN_TIMEOUT_S,
    ) -> None:
        super().__init__(folder, form=_CLOUD, open_keychain=open_keychain, keychain_timeout_s=keychain_timeout_s)


class MemoryCloudTokens(MemoryStore[CloudTokens]):
    """Implements services.family_ports.CloudTokenStore; gone at the end."""
