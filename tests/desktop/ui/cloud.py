"""A family's cloud for the tests of the screens: answers as a test says, with nothing behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from backend.contract.messages import Page
from desktop.model.cloud import Cloud, CloudKind, Device, DeviceKey, Household, Invite, Member, Role, Whereabouts
from desktop.model.errors import NoSecretStore, Trouble
from desktop.model.names import PlaylistKey, RecordingKey
from desktop.model.recording import Recording
from desktop.services.announcer import Announcer
from desktop.services.family import FamilyState
from desktop.services.playlists import Playlists
from desktop.services.sync_status import SyncStatus
from desktop.services.vault_status import VaultStatus
from desktop.store.library import Library
from tests.helpers.clock import FakeClock
from tests.helpers.fakes_family import FakeCloud, FakeLog

NOW = 1_770_000_000.0
THIS = DeviceKey("d_01JD000000000000000000TH1S")
CLOUD = Cloud(
    "https://cloud.example.org", "The Maple family's cloud", CloudKind.AWS, "eu-west-1", "eu-west-1_abc", "client"
)
HOME = replace(CLOUD, url="https://nas.local:8443", name="", kind=CloudKind.HOME)
DEMO = replace(CLOUD, url="http://127.0.0.1:8123", name="Demo", kind=CloudKind.DEMO)
ME = Member("1", "robin@example.org", Role.OWNER, NOW, is_me=True)
OTHER = Member("2", "ida.maple@example.org", Role.PARENT, NOW)
HOUSEHOLD = Household("The Maple family", Role.OWNER, (ME, OTHER), used_bytes=4 << 30, quota_bytes=20 << 30)
DEVICES = (
    Device(THIS, "Kitchen laptop", "Linux", NOW, is_this=True),
    Device(DeviceKey("d_2"), "Ida's desktop", "Windows", NOW - 7200),
    Device(DeviceKey("d_3"), "The old Mac", "macOS", NOW - 40 * 86400, is_revoked=True),
)


class FakeFamily:
    """A family service. `calls` keeps what was asked; `troubles` are raised by the intents that they are named after.

    An intent waits while its name is in `held`.
    """

    def __init__(self) -> None:
        self._announcer: Announcer[FamilyState] = Announcer()
        self.state = FamilyState.NONE
        self.cloud: Cloud | None = None
        self.email = ""
        self.device = THIS
        self.device_name = "Kitchen laptop"
        self.unkept: NoSecretStore | None = None
        self.has_second_factor: bool | None = None
        self.last_household: Household | None = None
        self.found_cloud = CLOUD
        self.is_ready_at_once = False
        self.is_code_needed = False
        self.household_ = HOUSEHOLD
        self.devices_ = list(DEVICES)
        self.calls: list[tuple[object, ...]] = []
        self.troubles: dict[str, Trouble] = {}
        self.held: dict[str, asyncio.Event] = {}

    @property
    def is_member(self) -> bool:
        return self.state is FamilyState.MEMBER

    def subscribe(self, listener: Callable[[FamilyState], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def enter(self, state: FamilyState) -> None:
        self.state = state
        self._announcer.announce(state)

    def join_up(self, *, state: FamilyState = FamilyState.MEMBER, household: Household = HOUSEHOLD) -> None:
        """Be connected, as after a start."""
        self.cloud, self.email, self.last_household = self.cloud or CLOUD, self.email or ME.email, household
        self.household_ = household
        self.enter(state)

    async def find(self, url: str, *, trusts_network: bool = False) -> Cloud:
        await self._ask("find", url, trusts_network)
        return self.found_cloud

    async def sign_up(self, cloud: Cloud, *, email: str, password: str, owner_code: str = "") -> bool:
        await self._ask("sign_up", email, password, owner_code)
        return self.is_ready_at_once

    async def confirm(self, cloud: Cloud, *, email: str, code: str) -> None:
        await self._ask("confirm", email, code)

    async def send_code_again(self, cloud: Cloud, *, email: str) -> None:
        await self._ask("send_code_again", email)

    async def sign_in(self, cloud: Cloud, *, email: str, password: str) -> bool:
        await self._ask("sign_in", email, password)
        self.cloud, self.email = cloud, email
        if not self.is_code_needed:
            self._arrive()
        return self.is_code_needed

    async def answer_code(self, code: str) -> None:
        await self._ask("answer_code", code)
        self._arrive()

    async def forgot_password(self, cloud: Cloud, *, email: str) -> None:
        await self._ask("forgot_password", email)

    async def set_password(self, cloud: Cloud, *, email: str, code: str, password: str) -> None:
        await self._ask("set_password", email, code, password)

    async def change_password(self, *, old: str, new: str) -> None:
        await self._ask("change_password", old, new)

    async def household(self) -> Household | None:
        await self._ask("household")
        self.last_household = self.household_
        self._announcer.announce(self.state)
        return self.last_household

    async def found(self, name: str) -> None:
        await self._ask("found", name)
        self.join_up(household=replace(HOUSEHOLD, name=name, members=(ME,), used_bytes=0))

    async def join(self, code: str) -> None:
        await self._ask("join", code)
        self.join_up()

    async def rename(self, name: str) -> None:
        await self._ask("rename", name)
        self.join_up(household=replace(self.household_, name=name))

    async def invite(self) -> Invite:
        await self._ask("invite")
        return Invite("ABCD-EFGH-JKLM", NOW + 7 * 86400)

    async def leave(self) -> None:
        await self._ask("leave")
        self.last_household = None
        self.enter(FamilyState.HOMELESS)

    async def remove_member(self, sub: str) -> None:
        await self._ask("remove_member", sub)
        members = tuple(one for one in self.household_.members if one.sub != sub)
        self.join_up(household=replace(self.household_, members=members))

    async def devices(self) -> list[Device]:
        await self._ask("devices")
        return list(self.devices_)

    async def revoke(self, device: DeviceKey) -> None:
        await self._ask("revoke", device)
        self.devices_ = [replace(one, is_revoked=one.is_revoked or one.key == device) for one in self.devices_]

    async def rename_device(self, name: str) -> None:
        await self._ask("rename_device", name)
        self.devices_ = [replace(one, name=name) if one.is_this else one for one in self.devices_]

    async def sign_out(self) -> None:
        await self._ask("sign_out")
        self.enter(FamilyState.SIGNED_OUT)

    async def sign_out_everywhere(self) -> None:
        await self._ask("sign_out_everywhere")
        self.enter(FamilyState.SIGNED_OUT)

    async def disconnect(self) -> None:
        await self._ask("disconnect")
        self.cloud, self.email = None, ""
        self.enter(FamilyState.NONE)

    async def begin_second_factor(self) -> str:
        await self._ask("begin_second_factor")
        return "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW"

    async def finish_second_factor(self, code: str) -> None:
        await self._ask("finish_second_factor", code)
        self.has_second_factor = True

    async def end_second_factor(self) -> None:
        await self._ask("end_second_factor")
        self.has_second_factor = False

    def _arrive(self) -> None:
        self.enter(FamilyState.MEMBER if self.last_household is not None else FamilyState.HOMELESS)

    async def _ask(self, intent: str, *words: object) -> None:
        self.calls.append((intent, *words))
        if intent in self.held:
            await self.held[intent].wait()
        await asyncio.sleep(0)
        if intent in self.troubles:
            raise self.troubles[intent]


class FakeSync:
    """A sync that stands as a test says."""

    def __init__(self) -> None:
        self._announcer: Announcer[SyncStatus] = Announcer()
        self.status = SyncStatus()
        self.calls: list[str] = []

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def be(self, status: SyncStatus) -> None:
        self.status = status
        self._announcer.announce(status)

    def name_of(self, device: str) -> str:
        return next((one.name for one in DEVICES if one.key == device), "Another computer")

    def hurry(self) -> None:
        self.calls.append("hurry")

    def set_in_front(self, is_in_front: bool) -> None:
        self.calls.append("in front" if is_in_front else "behind")

    def allow_deletions(self) -> None:
        self.calls.append("allow")

    def refuse_deletions(self) -> None:
        self.calls.append("refuse")


class FakeVault:
    """A vault in which a test puts recordings where it likes; a fetch waits for `arrive` or `fail`."""

    def __init__(self) -> None:
        self._announcer: Announcer[frozenset[RecordingKey]] = Announcer()
        self._where: dict[RecordingKey, Whereabouts] = {}
        self._come: dict[RecordingKey, int] = {}
        self._fetches: dict[RecordingKey, asyncio.Future[Path]] = {}
        self.fetched: list[RecordingKey] = []
        self.cancelled: list[RecordingKey] = []
        self.status = VaultStatus()
        self.keeps_everything = False
        self.is_paused = False
        self.limit_kib_s = 0
        self.away = 0

    def subscribe(self, listener: Callable[[frozenset[RecordingKey]], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def put(self, where: Whereabouts, *recordings: RecordingKey, come: int = 0) -> None:
        for key in recordings:
            self._where[key] = where
            self._come[key] = come
        self._announcer.announce(frozenset(recordings))

    def be(self, status: VaultStatus) -> None:
        self.status = status
        self._announcer.announce(frozenset())

    def whereabouts(self, recording: Recording) -> Whereabouts:
        return self._where.get(recording.key, Whereabouts.HERE)

    def progress(self, recording: RecordingKey) -> int:
        return self._come.get(recording, 0)

    async def fetch(self, recording: Recording) -> Path:
        self.fetched.append(recording.key)
        waiting = self._fetches.setdefault(recording.key, asyncio.get_running_loop().create_future())
        self.put(Whereabouts.COMING, recording.key)
        return await asyncio.shield(waiting)

    def arrive(self, recording: RecordingKey, path: Path) -> None:
        self.put(Whereabouts.HERE, recording)
        self._fetches.pop(recording).set_result(path)

    def fail(self, recording: RecordingKey, trouble: Trouble) -> None:
        self.put(Whereabouts.CLOUD, recording)
        self._fetches.pop(recording).set_exception(trouble)

    def cancel(self, recording: RecordingKey) -> None:
        self.cancelled.append(recording)

    def set_keeps_everything(self, keeps_everything: bool) -> None:
        self.keeps_everything = keeps_everything

    def pause(self) -> None:
        self.is_paused = True

    def resume(self) -> None:
        self.is_paused = False

    def set_limit(self, kib_s: int) -> None:
        self.limit_kib_s = kib_s


def keep_in_step(library: Library) -> None:
    """Let the library be one that syncs."""
    for _ in library.sync.join(THIS):
        pass


class TwoComputers:
    """The library under test and another one of the same family, over one log in memory."""

    def __init__(self, library: Library, other: Library) -> None:
        self._cloud, self._clock = FakeCloud(), FakeClock()
        self.libraries = (library, other)
        self._logs = {}
        for one, device in ((library, THIS), (other, DeviceKey("d_2"))):
            self._logs[one] = FakeLog(self._cloud, device, self._clock)
            for _ in one.sync.join(device):
                pass

    async def exchange(self, library: Library) -> None:
        """Send what waits, and take what is new, until nothing of either is left."""
        log = self._logs[library]
        while True:
            push = library.sync.push()
            page = await (log.pull(library.sync.cursor) if push is None else log.push(push))
            assert isinstance(page, Page)
            steps = library.sync.take(page)
            for _ in steps:
                pass
            if push is None and not page.more:
                return

    async def rename_on_both(self, playlist: PlaylistKey, *, here: str, there: str) -> None:
        """Have the playlist named twice at once: the other computer's name comes first."""
        library, other = self.libraries
        for one in (library, other):
            await self.exchange(one)
        Playlists(other).rename(playlist, there)
        Playlists(library).rename(playlist, here)
        for one in (other, library):
            await self.exchange(one)
