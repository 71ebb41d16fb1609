"""The section of Settings on the family's people."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.model.cloud import Member
from desktop.model.cloud import Role as FamilyRole
from desktop.ui.family.asking import ask_first
from desktop.ui.family.roster import Act, Roster, RosterLine
from desktop.ui.family.words import role_words
from desktop.ui.look import Look
from desktop.ui.settings.section import Section
from desktop.ui.theme import Tone
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import Role, paragraph

if TYPE_CHECKING:
    from desktop.services.family import Family


class PeopleSection(Section):
    """`invite_wanted` asks for the sheet with a code. Only the owner invites, removes, and leaves as the last one."""

    invite_wanted = Signal()

    def __init__(self, family: Family, look: Look, *, parent: QWidget | None = None) -> None:
        self.invite_button = Button("Invite the other parent…", look, icon="invite", is_small=True)
        super().__init__("People", control=self.invite_button, parent=parent)
        self._family, self._look = family, look
        self.invite_button.clicked.connect(self.invite_wanted)
        self.roster = Roster(look)
        self.words = paragraph("", role=Role.SMALL)
        self.add(self.words)
        self.add(self.roster)
        self.refresh()

    def refresh(self) -> None:
        """Show who belongs to the family, as far as is known."""
        household = self._family.last_household
        is_owner = household is not None and household.role is FamilyRole.OWNER
        self.invite_button.setVisible(is_owner)
        self.words.setVisible(household is None)
        self.words.setText("Who belongs to the family is known once the cloud has been reached.")
        members = household.members if household is not None else ()
        is_alone = len(members) == 1
        self.roster.show_lines([self._line(one, is_owner=is_owner, is_alone=is_alone) for one in members])

    def _line(self, member: Member, *, is_owner: bool, is_alone: bool) -> RosterLine:
        acts: tuple[Act, ...] = ()
        if is_owner and not member.is_me:
            acts = (Act("Remove…", f"Remove {member.email}", partial(self._ask_removal, member)),)
        elif member.is_me and (is_alone or not is_owner):
            acts = (Act("Leave…", "Leave the family", partial(self._ask_leave, is_alone=is_alone)),)
        return RosterLine(
            member.sub,
            "user",
            title=member.email,
            caption=role_words(member.role),
            pill="You" if member.is_me else "",
            tone=Tone.GOOD,
            acts=acts,
        )

    def _ask_leave(self, *, is_alone: bool) -> None:
        loss = (
            "Nobody else is in it: what only the cloud has, such as audio that is on no computer, is gone then."
            if is_alone
            else "Your computers no longer get what the others do."
        )
        ask_first(
            self,
            self._look,
            title="Leave the family?",
            text=f"{loss} The library on this computer stays as it is.",
            yes="Leave",
            then=self._family.leave,
        )

    def _ask_removal(self, member: Member) -> None:
        ask_first(
            self,
            self._look,
            title="Remove this person?",
            text=f"{member.email} can no longer change or fetch anything of the family's library. What is already on "
            "their computers stays there.",
            yes="Remove",
            then=partial(self._family.remove_member, member.sub),
        )
