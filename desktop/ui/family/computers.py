"""The section of Settings on the family's computers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.model.cloud import Device
from desktop.ui.bind import spawn
from desktop.ui.family.asking import ask_first
from desktop.ui.family.roster import Act, Roster, RosterLine
from desktop.ui.family.words import seen_words
from desktop.ui.lists.sheets import put_question
from desktop.ui.look import Look
from desktop.ui.settings.section import Section
from desktop.ui.theme import Tone
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import Role, paragraph
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family


class ComputersSection(Section):
    """Shows what `show_devices` was given; a revoked computer is signed out at its next step."""

    def __init__(
        self, family: Family, look: Look, *, now: Callable[[], float] = time.time, parent: QWidget | None = None
    ) -> None:
        super().__init__("Computers", parent=parent)
        self._family, self._look, self._now = family, look, now
        self.words = paragraph("", role=Role.SMALL)
        self.roster = Roster(look)
        self.add(self.words)
        self.add(self.roster)
        self.show_words("Looking…")

    def show_words(self, words: str) -> None:
        """Say why there is no list, or that it is an old one; "" says nothing."""
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def show_devices(self, devices: Sequence[Device]) -> None:
        """List them: this one first, the revoked ones last. One that came back under its name counts once."""
        there = {(one.name, one.platform) for one in devices if not one.is_revoked}
        listed = [one for one in devices if not one.is_revoked or (one.name, one.platform) not in there]
        ordered = sorted(listed, key=lambda one: (one.is_revoked, not one.is_this, -one.seen_at))
        self.roster.show_lines([self._line(one) for one in ordered])

    def _line(self, device: Device) -> RosterLine:
        acts: tuple[Act, ...] = ()
        if device.is_this:
            acts = (Act("Rename…", f"Rename {device.name}", partial(self._ask_name, device)),)
        elif not device.is_revoked:
            acts = (Act("Sign out…", f"Sign out {device.name}", partial(self._ask_revoke, device)),)
        seen = "" if device.is_this else seen_words(device, now=self._now())
        return RosterLine(
            str(device.key),
            "laptop" if not device.is_this else "computer",
            title=device.name,
            caption=" · ".join(part for part in (device.platform, seen) if part),
            pill="This computer" if device.is_this else "Signed out" if device.is_revoked else "",
            tone=Tone.GOOD if device.is_this else Tone.NEUTRAL,
            acts=acts,
        )

    def _ask_revoke(self, device: Device) -> None:
        ask_first(
            self,
            self._look,
            title=f"Sign out “{device.name}”?",
            text="It gets and sends nothing of the family's library any more. What is already there stays on its "
            "disk; signing in with a password brings it back. Was it stolen? Then change your password, too, and sign "
            "out everywhere.",
            yes="Sign it out",
            then=partial(self._revoke, device),
        )

    async def _revoke(self, device: Device) -> None:
        await self._family.revoke(device.key)
        self.show_devices(await self._family.devices())

    def _ask_name(self, device: Device) -> None:
        sheet = Sheet(self._look, window=self, title="Rename this computer", text="The family sees this name.")
        field = Field("Name", self._look)
        field.editor.setMaxLength(60)
        field.editor.setText(device.name)
        field.editor.selectAll()
        sheet.body.addWidget(field)
        sheet.add_button("Cancel", answers=False)
        save = sheet.add_button("Save", kind=Kind.PRIMARY, answers=True)
        field.editor.textChanged.connect(lambda text: save.setEnabled(bool(text.strip())))
        put_question(sheet, lambda: self._rename(field.text()))

    def _rename(self, name: str) -> None:
        spawn(self, self._rename_and_look(name))

    async def _rename_and_look(self, name: str) -> None:
        await self._family.rename_device(name)
        self.show_devices(await self._family.devices())
