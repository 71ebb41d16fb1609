"""What the library remembers of the family's cloud: where it is, who this account and this computer are there."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from desktop.model.cloud import Cloud, CloudKind, DeviceKey
from desktop.model.lenient import table, text
from desktop.model.names import ulid
from desktop.services.ports import Clock
from desktop.store.library import Library
from desktop.store.transaction import Transaction

CLOUD = "cloud"
ACCOUNT = "cloud_account"
DEVICE = "cloud_device"
DEVICE_NAME = "cloud_device_name"
STANDING = "cloud_standing"
SECOND_FACTOR = "cloud_second_factor"


class FamilyState(StrEnum):
    """How this computer stands to the family's cloud."""

    NONE = "none"  # no cloud: everything works without
    SIGNED_OUT = "signed_out"
    HOMELESS = "homeless"  # signed in, in no family yet
    MEMBER = "member"
    EXPIRED = "expired"  # the cloud has ended the session: sign in again
    REVOKED = "revoked"  # the family has removed this computer


class Kept:
    """Reads and writes the preferences of this name; each write is one commit. On the loop's thread."""

    def __init__(self, library: Library, *, clock: Clock, entropy: Callable[[int], bytes]) -> None:
        self._library = library
        self._clock = clock
        self._entropy = entropy

    @property
    def cloud(self) -> Cloud | None:
        """The cloud, None without any and where what is kept names none that this version knows."""
        kept = table(self._library.preferences.get(CLOUD))
        try:
            kind = CloudKind(text(kept.get("kind")))
        except ValueError:
            return None
        return Cloud(
            url=text(kept.get("url")),
            name=text(kept.get("name")),
            kind=kind,
            region=text(kept.get("region")),
            pool=text(kept.get("pool")),
            client=text(kept.get("client")),
            identity_url=text(kept.get("identity_url")),
            trusts_network=kept.get("trusts_network") is True,
        )

    def keep_cloud(self, cloud: Cloud | None) -> None:
        self._prefer(
            CLOUD,
            cloud
            and {
                "url": cloud.url,
                "name": cloud.name,
                "kind": cloud.kind.value,
                "region": cloud.region,
                "pool": cloud.pool,
                "client": cloud.client,
                "identity_url": cloud.identity_url,
                "trusts_network": cloud.trusts_network,
            },
        )

    @property
    def has_second_factor(self) -> bool | None:
        """Whether the account asks for six digits, as the last sign-in showed; None while nobody knows."""
        kept = self._library.preferences.get(SECOND_FACTOR)
        return kept if isinstance(kept, bool) else None

    def keep_second_factor(self, has_one: bool) -> None:
        self._prefer(SECOND_FACTOR, has_one)

    @property
    def email(self) -> str:
        """The account's e-mail as it was typed, "" without one."""
        return text(self._library.preferences.get(ACCOUNT))

    def keep_email(self, email: str) -> None:
        self._prefer(ACCOUNT, email)

    @property
    def device(self) -> DeviceKey:
        """This profile's key, made when it is asked for first."""
        kept = text(self._library.preferences.get(DEVICE))
        return DeviceKey(kept) if kept else self.make_device()

    def make_device(self) -> DeviceKey:
        """Become another computer to the family: what was revoked stays revoked."""
        device = DeviceKey(f"d_{ulid(now_ms=max(0, int(self._clock.now() * 1000)), entropy=self._entropy(10))}")
        self._prefer(DEVICE, device)
        return device

    @property
    def device_name(self) -> str:
        """What the person calls this computer, "" when nothing special."""
        return text(self._library.preferences.get(DEVICE_NAME))

    def keep_device_name(self, name: str) -> None:
        self._prefer(DEVICE_NAME, name)

    @property
    def standing(self) -> FamilyState:
        """How things stood when the app was last open."""
        try:
            return FamilyState(text(self._library.preferences.get(STANDING)))
        except ValueError:
            return FamilyState.NONE

    def keep_standing(self, state: FamilyState) -> None:
        if state is not self.standing:
            self._prefer(STANDING, state.value)

    def note(self, sentence: str, *, detail: str = "") -> None:
        """Write a line of Activity."""
        self._library.transact(
            "Tell of the family's cloud",
            lambda tx: tx.note("family", sentence, detail),
            initiator=self,
            undoable=False,
        )

    def _prefer(self, name: str, value: object) -> None:
        def save(tx: Transaction) -> None:
            tx.set_preference(name, value)

        self._library.transact("Keep the family's cloud", save, initiator=self, undoable=False)
