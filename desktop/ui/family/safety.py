"""The section of Settings on the account: password, second proof, signing out, letting go of the cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.bind import spawn
from desktop.ui.family.asking import ask_disconnect, ask_first
from desktop.ui.look import Look
from desktop.ui.settings.section import Section
from desktop.ui.widgets.buttons import Button, Kind

if TYPE_CHECKING:
    from desktop.services.family import Family


class SafetySection(Section):
    """`password_wanted` and `second_factor_wanted` ask for their sheets."""

    password_wanted = Signal()
    second_factor_wanted = Signal()

    def __init__(self, family: Family, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__("Account", parent=parent)
        self._family, self._look = family, look
        self.password = self._button("Change…", "Change the password")
        self.factor_on = self._button("Turn on…", "Turn the second proof on")
        self.factor_off = self._button("Turn off…", "Turn the second proof off")
        self.sign_out_button = self._button("Sign out", "Sign out on this computer")
        self.everywhere = self._button("Everywhere…", "Sign out on every computer")
        self.disconnect_button = self._button("Disconnect…", "Disconnect from the family's cloud")
        self.password.clicked.connect(self.password_wanted)
        self.factor_on.clicked.connect(self.second_factor_wanted)
        self.factor_off.clicked.connect(self.ask_second_factor_end)
        self.sign_out_button.clicked.connect(self.sign_out)
        self.everywhere.clicked.connect(self.ask_sign_out_everywhere)
        self.disconnect_button.clicked.connect(lambda _=False: ask_disconnect(self, look, family))
        self.add_row("Password", self.password)
        self.add_row(
            "Second proof at sign-in",
            self.factor_on,
            self.factor_off,
            text="Six digits from an app on your phone, besides the password.",
        )
        self.add_row("Sign out", self.sign_out_button, self.everywhere, text="The library on this computer stays.")
        self.add_row(
            "Disconnect",
            self.disconnect_button,
            text="This computer forgets the family's cloud and goes on alone, with the library it has.",
        )
        self.refresh()

    def refresh(self) -> None:
        """Show what can be done now."""
        has_factor = self._family.has_second_factor
        self.factor_on.setVisible(has_factor is not True)
        self.factor_off.setVisible(has_factor is not False)

    def sign_out(self) -> None:
        spawn(self, self._family.sign_out())

    def ask_second_factor_end(self) -> None:
        ask_first(
            self,
            self._look,
            title="Turn the second proof off?",
            text="From then on the password alone lets somebody in.",
            yes="Turn it off",
            then=self._end_second_factor,
        )

    def ask_sign_out_everywhere(self) -> None:
        ask_first(
            self,
            self._look,
            title="Sign out on every computer?",
            text="Each computer where you are signed in asks for your password again, within an hour at the latest. "
            "The libraries stay.",
            yes="Sign out everywhere",
            then=self._family.sign_out_everywhere,
        )

    async def _end_second_factor(self) -> None:
        await self._family.end_second_factor()
        self.refresh()

    def _button(self, text: str, name: str) -> Button:
        button = Button(text, self._look, kind=Kind.QUIET, is_small=True)
        button.setAccessibleName(name)
        return button
