"""Pictures of all that a person sees of the family's cloud: `python -m tests.desktop.ui.family.family_gallery DIR`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.model.cloud import Household, Whereabouts
from desktop.model.doomed import Doomed
from desktop.model.errors import CloudFull, NoSecretStore, Offline, OwnerCodeNeeded, Refused, SignInNeeded, Unencrypted
from desktop.services import vault_words
from desktop.services.family import FamilyState
from desktop.services.sync_status import Deletions, SyncState, SyncStatus
from desktop.services.vault_status import VaultState, VaultStatus
from desktop.store.library import Library
from desktop.ui.activity.loss import LossRow
from desktop.ui.application import make_application, make_look
from desktop.ui.family.account_step import CREATE, SIGN_IN
from desktop.ui.family.connect_sheet import ConnectSheet
from desktop.ui.family.deletion_sheet import DeletionSheet
from desktop.ui.family.family_steps import JOIN
from desktop.ui.look import Look, Preference
from tests.desktop.ui.cloud import CLOUD, DEMO, DEVICES, HOME, HOUSEHOLD, ME, NOW, OTHER, TwoComputers
from tests.desktop.ui.whole import furnish, open_screen, open_studio

LONG = "bartholomew.featherstonehaugh-cholmondeley+yoto.family.library@correspondence.a-very-long-host-name.example.org"
SIZE = (1180, 780)


class Gallery:
    """Takes the pictures of one theme at one scale."""

    def __init__(self, folder: Path, look: Look, *, preference: Preference, scale: str) -> None:
        self.folder, self.look, self.preference, self.scale = folder, look, preference, scale

    async def take(self, name: str, window: QWidget) -> None:
        for _ in range(8):  # a page of sections settles step by step
            QApplication.processEvents()
            await asyncio.sleep(0)
        window.grab().save(str(self.folder / f"{name}-{self.look.theme.name}-{self.scale}.png"))

    async def run(self) -> None:
        with tempfile.TemporaryDirectory() as place, open_studio(Path(place)) as studio:
            furnish(studio)
            with open_screen(studio, self.look) as screen:
                self.look.set_preference(self.preference)  # a new library follows the system
                screen.window.resize(*SIZE)
                for part in (self.connecting, self.settings, self.sheets, self.lists, self.states):
                    await part(studio, screen)

    # The parts

    async def connecting(self, studio: Any, screen: Any) -> None:
        window, family = screen.window, studio.family

        async def demo() -> str:
            return DEMO.url

        def fresh(has_demo: bool = True) -> ConnectSheet:
            family.troubles.clear()
            sheet = ConnectSheet(
                family,
                self.look,
                window=window,
                counts=lambda: (1204, 32),
                open_demo_cloud=demo if has_demo else None,
            )
            sheet.open()
            return sheet

        async def shoot(name: str, sheet: ConnectSheet) -> None:
            await self.take(f"connect-{name}", window)
            sheet.close()
            sheet.deleteLater()

        await shoot("address", fresh())
        sheet = fresh(has_demo=False)
        sheet.steps.address.address.editor.setText("https://nothing.example.org")
        sheet.steps.address.fail(
            Refused("No family's cloud answers there.", next_step="Check the address for typing mistakes."),
            is_general=False,
        )
        await shoot("address-wrong", sheet)
        sheet = fresh(has_demo=False)
        sheet.steps.address.address.editor.setText("http://nas.local:8123")
        sheet.steps.address.fail(
            Unencrypted(
                "The way to this server is not encrypted: whoever is on this network could listen.",
                next_step="Go on only at home, on a network whose people you trust.",
            ),
            is_general=False,
        )
        await shoot("address-unencrypted", sheet)

        def at(step: str, cloud: Any = CLOUD) -> ConnectSheet:
            sheet = fresh()
            sheet.steps.begin(cloud)
            sheet._way.append(sheet.steps.address)
            sheet._show(getattr(sheet.steps, step))
            sheet._take_keyboard()
            return sheet

        await shoot("create", at("account"))
        sheet = at("account")
        sheet.steps.account.show_mode(CREATE, email=LONG)
        sheet.steps.account.password.editor.setText("bedtime")
        sheet.steps.account.password.editor.eye.click()  # type: ignore[attr-defined]
        sheet.steps.account.objection()
        await shoot("create-short", sheet)
        sheet = at("account", HOME)
        sheet.steps.account.show_mode(CREATE, email=ME.email)
        sheet.steps.account.password.editor.setText("four plain words here")
        sheet.steps.account.fail(
            OwnerCodeNeeded(
                "This server has no accounts yet.", next_step="Enter the owner's code that it showed when it started."
            ),
            is_general=False,
        )
        await shoot("create-owner", sheet)
        sheet = at("account")
        sheet.steps.account.show_mode(SIGN_IN, email=ME.email)
        sheet.steps.account.password.editor.setText("secret")
        sheet.steps.account.fail(
            Refused("E-mail and password do not go together.", next_step="Try again, or choose a new password."),
            is_general=False,
        )
        await shoot("sign-in-wrong", sheet)
        sheet = at("account")
        sheet.steps.account.show_mode(SIGN_IN, email=ME.email)
        sheet.steps.account.password.editor.setText("secret")
        sheet.steps.account.fail(
            Offline("The cloud does not answer.", next_step="Check the network, then try again."), is_general=True
        )
        await shoot("sign-in-offline", sheet)
        sheet = at("account")
        family.held["sign_in"] = asyncio.Event()
        sheet.steps.account.show_mode(SIGN_IN, email=ME.email)
        sheet.steps.account.password.editor.setText("four plain words here")
        sheet._on_go_clicked()
        await self.take("connect-sign-in-busy", window)
        sheet.reject()
        family.held.clear()
        await asyncio.sleep(0)
        sheet.close()
        sheet = at("account", DEMO)
        sheet.steps.account.show_mode(CREATE, email=ME.email)
        sheet.steps.ask_mail_code()
        sheet._show(sheet.steps.mail_code)
        sheet.show_letter("402817")
        await shoot("mail-code", sheet)
        sheet = at("account")
        sheet.steps.account.show_mode(CREATE, email=LONG)
        sheet.steps.ask_mail_code()
        sheet._show(sheet.steps.mail_code)
        sheet.steps.mail_code.code.editor.setText("111111")
        sheet.steps.mail_code.fail(
            Refused("This is not the code.", next_step="Look at the newest e-mail."), is_general=False
        )
        await shoot("mail-code-wrong", sheet)
        await shoot("second-factor", at("second_factor"))
        await shoot("forgotten", at("forgotten"))
        sheet = at("new_password")
        sheet.steps.new_password.show_sent(CLOUD, email=ME.email)
        await shoot("new-password", sheet)
        await shoot("family", at("family"))
        sheet = at("family")
        sheet.steps.family.show_mode(JOIN)
        sheet.steps.family.code.editor.setText("abcd efgh jklm")
        sheet.steps.family.fail(
            Refused("This code is not valid, or it was used already.", next_step="Ask for a new one."), is_general=False
        )
        await shoot("family-join", sheet)
        family.last_household = HOUSEHOLD
        sheet = at("family")
        sheet._way.clear()
        sheet._show(sheet.steps.finished())
        await shoot("done", sheet)

    async def settings(self, studio: Any, screen: Any) -> None:
        window, family, vault = screen.window, studio.family, studio.vault
        family.last_household = None
        window.show_page("settings")
        await self.take("settings-none", window)
        for state in (FamilyState.SIGNED_OUT, FamilyState.HOMELESS, FamilyState.EXPIRED, FamilyState.REVOKED):
            family.cloud, family.email = CLOUD, ME.email
            family.enter(state)
            await self.take(f"settings-{state.value}", window)
        vault.status = VaultStatus(VaultState.WORKING, sending=12, sending_bytes=214 << 20, speed_bps=3_300_000.0)
        family.join_up()
        await self.scrolled("settings-member", screen)
        family.unkept = NoSecretStore(
            "Your sign-in to the family's cloud could not be saved on this computer.",
            next_step="You will be asked to sign in again when the app starts.",
        )
        family.join_up()
        await self.take("settings-unkept", window)
        window.dismiss_toast()
        family.unkept = None
        family.email = LONG
        family.has_second_factor = True
        long_one = replace(ME, email=LONG)
        cjk = replace(OTHER, email="小さな家族🏡の-お母さん@例え.example.org", sub="3")
        crowded = Household(
            "小さな家族 🏡 and the cousins from the far end of the very long lane",
            ME.role,
            (long_one, OTHER, cjk),
            used_bytes=int(19.4 * (1 << 30)),
            quota_bytes=20 << 30,
        )
        family.devices_ = [
            *DEVICES,
            replace(DEVICES[1], key="d_9", name="リビングのPC 🎧 with a name that does not end"),
        ]
        vault.status = VaultStatus(
            VaultState.FULL,
            sending=3,
            sending_bytes=80 << 20,
            trouble=vault_words.halted(CloudFull("")),
        )
        vault.keeps_everything = True
        vault.limit_kib_s = 512
        family.join_up(household=crowded)
        await self.scrolled("settings-crowded", screen)
        family.troubles["household"] = Offline("The family's cloud does not answer.", next_step="Try again later.")
        window.show_page("settings")
        await self.scrolled("settings-offline", screen)
        family.troubles.clear()
        family.email, family.devices_ = ME.email, list(DEVICES)
        family.join_up()

    async def scrolled(self, name: str, screen: Any) -> None:
        window = screen.window
        await self.take(name, window)
        scroll = screen.settings.findChild(QScrollArea)
        bar = scroll.verticalScrollBar()
        for part in range(1, 3):
            bar.setValue(bar.maximum() * part // 2)
            await self.take(f"{name}-{part}", window)
        bar.setValue(0)

    async def sheets(self, studio: Any, screen: Any) -> None:
        window, desk, family = screen.window, screen.family, studio.family

        async def shoot(name: str, make: Callable[[], object]) -> None:
            make()
            await self.take(name, window)
            for sheet in window.open_sheets():
                sheet.close()
            await asyncio.sleep(0)

        await shoot("sheet-invite", desk.invite)
        for cloud in (replace(HOME, url="http://127.0.0.1:8710"), DEMO):
            family.cloud = cloud
            await shoot(f"sheet-invite-{cloud.kind.value}", desk.invite)
        family.cloud = CLOUD
        family.troubles["invite"] = Offline("The family's cloud does not answer.", next_step="Try again later.")
        await shoot("sheet-invite-failed", desk.invite)
        family.troubles.clear()
        await shoot("sheet-password", desk.change_password)
        await shoot("sheet-second-factor", lambda: desk.begin_second_factor(lambda: None))
        await shoot("sheet-revoke", lambda: screen.settings.family.computers._ask_revoke(DEVICES[1]))
        await shoot("sheet-sign-out-everywhere", screen.settings.family.safety.ask_sign_out_everywhere)
        long_title = "A very long title that goes on and on about a bear, a river, a mountain and what they said"
        examples = ("Bedtime Fables", "小さな冒険 🎧", long_title, "Lullabies", "Rain")
        for origin in Deletions:
            sheet = DeletionSheet(
                self.look,
                window=window,
                doomed=Doomed(playlists=2, recordings=290, places=20),
                number=312,
                origin=origin,
                examples=examples,
            )
            await shoot(f"sheet-deletions-{origin.value}", sheet.open)

    async def lists(self, studio: Any, screen: Any) -> None:
        window, vault = screen.window, studio.vault
        await self.quarrel(studio)
        keys = studio.library.recordings.keys(order="added", descending=True)
        wheres = (Whereabouts.CLOUD, Whereabouts.COMING, Whereabouts.ELSEWHERE)
        for number, key in enumerate(keys[3:12]):
            vault.put(wheres[number % 3], key, come=400_000)
        vault.away = 3
        window.show_page("library")
        studio.sync.be(SyncStatus(SyncState.UP_TO_DATE, since=NOW))
        await self.take("library-away", window)
        window.show_page("playlists")
        await self.take("playlists-away", window)
        self.note(studio)
        window.show_page("activity")
        await self.take("activity", window)
        row = next(iter(screen.activity.findChildren(LossRow)))
        row.put_back_wanted.emit()
        await self.take("activity-put-back", window)
        window.dismiss_toast()

    async def quarrel(self, studio: Any) -> None:
        with tempfile.TemporaryDirectory() as place:
            other = Library.open(Path(place))
            both = TwoComputers(studio.library, other)
            first, second = (one.key for one in studio.library.playlists.all()[:2])
            await both.rename_on_both(first, here="Fables for the night", there="Bedtime stories of all kinds")
            await both.rename_on_both(second, here="子守唄 🌙", there="Lullabies")
            other.close()

    def note(self, studio: Any) -> None:
        def change(tx: Any) -> None:
            tx.note("sync", "Ida's desktop renamed “Rain” to “Rain on the roof”.", "d_01JD000000000000000000TH1S")
            tx.note("sync", "Ida's desktop added 12 recordings and a playlist.", "d_01JD000000000000000000TH1S")

        studio.library.transact("Note", change, undoable=False)

    async def states(self, studio: Any, screen: Any) -> None:
        window, sync = screen.window, studio.sync
        window.show_page("library")
        for name, status in (
            ("waiting", SyncStatus(SyncState.WAITING, waiting=3)),
            ("working", SyncStatus(SyncState.WORKING, waiting=128)),
            ("offline", SyncStatus(SyncState.OFFLINE, since=NOW, waiting=2)),
            ("needs-you", SyncStatus(SyncState.NEEDS_YOU, trouble=SignInNeeded("Your sign-in has ended."))),
        ):
            sync.be(status)
            await self.take(f"state-{name}", window)
        window.resize(900, 640)
        await self.take("state-narrow", window)
        window.resize(*SIZE)


async def take_all(folder: Path, app: QApplication) -> None:
    look = make_look(app)
    for preference in (Preference.LIGHT, Preference.DARK):
        await Gallery(folder, look, preference=preference, scale=f"{app.devicePixelRatio():g}x").run()


def main(arguments: list[str]) -> int:
    """Take all pictures; with `--twice` once more in a process of its own for 2x, since a process has one scale."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    asyncio.run(take_all(folder, app))
    if "QT_SCALE_FACTOR" not in os.environ and "--twice" in arguments:
        command = [sys.executable, "-m", "tests.desktop.ui.family.family_gallery", str(folder)]
        return subprocess.run(command, env={**os.environ, "QT_SCALE_FACTOR": "2"}, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
