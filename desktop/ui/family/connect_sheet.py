"""The sheet that connects this computer with the family's cloud, one question after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.model.cloud import Cloud
from desktop.model.errors import Busy, NotConfirmed, Offline, Trouble
from desktop.services.family import FamilyState
from desktop.ui.bind import spawn
from desktop.ui.family.account_step import CREATE, SIGN_IN
from desktop.ui.family.connect_steps import ConnectSteps
from desktop.ui.family.step import Step
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import IconButton, Kind
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family

ROOM = 388  # pixels: the height of every step, so that the sheet keeps its size
OpenDemoCloud = Callable[[], Awaitable[str]]


class ConnectSheet(Sheet):
    """Asks what is still open: nothing that is settled is asked again. Closing it undoes nothing.

    `counts` returns how many recordings and playlists are here, to say what will be united. `has_to_sign_in`: the cloud
    has just refused the session, whatever the family's state still says; `is_back`: this library was in step with the
    family's before.
    """

    def __init__(
        self,
        family: Family,
        look: Look,
        *,
        window: QWidget,
        counts: Callable[[], tuple[int, int]],
        open_demo_cloud: OpenDemoCloud | None = None,
        has_to_sign_in: bool = False,
        is_back: bool = False,
    ) -> None:
        super().__init__(look, window=window, title="Connect to the family's cloud", width=540)
        self._family, self._has_to_sign_in = family, has_to_sign_in
        self.steps = ConnectSteps(family, look, counts=counts, open_demo_cloud=open_demo_cloud, is_back=is_back)
        self._work: asyncio.Task[object] | None = None
        self._way: list[Step] = []  # the steps that Back leads to
        self._views = QStackedWidget()
        self._views.setFixedHeight(ROOM)
        for step in self.steps.all():
            self._views.addWidget(step)
            step.changed.connect(self._settle)
        self.body.addWidget(self._views)
        self.back = IconButton("arrow-left", look, name="Back", size=36, icon_size=20)
        self.back.clicked.connect(self.go_back)
        self.footer.insertWidget(0, self.back)
        self.leave = self.add_button("Cancel")
        self.go = self.add_button("Continue", kind=Kind.PRIMARY)
        self.leave.clicked.connect(self._on_leave_clicked)
        self.go.clicked.connect(self._on_go_clicked)
        self._wire()

    @property
    def step(self) -> Step:
        """Return the question that is shown."""
        step = self._views.currentWidget()
        assert isinstance(step, Step)
        return step

    @property
    def is_busy(self) -> bool:
        return self._work is not None

    def open(self) -> None:
        """Begin with the first question that is still open."""
        steps, family = self.steps, self._family
        cloud = family.cloud
        if cloud is not None and self._has_to_sign_in:
            self._ask_sign_in(cloud)
        elif cloud is None or family.state is FamilyState.NONE:
            self._show(steps.address)
        elif family.state is FamilyState.HOMELESS:
            self._show(steps.family)
        elif family.state is FamilyState.MEMBER:
            self._show(steps.finished())
        else:
            self._ask_sign_in(cloud)
        super().open()

    def _ask_sign_in(self, cloud: Cloud) -> None:
        """Ask who it is, of a cloud that is known."""
        email = self._family.email
        self.steps.begin(cloud)
        self.steps.account.show_mode(SIGN_IN if email else CREATE, email=email)
        self._show(self.steps.account)

    def first_focus(self) -> QWidget | None:
        return self.step.first_field() or self.go

    def show_letter(self, code: str) -> None:
        """Let one of the demo's letters arrive."""
        for step in (self.steps.mail_code, self.steps.new_password):
            step.letter.show_code(code)

    def go_back(self) -> None:
        """Ask the question before this one again."""
        if self._way and not self.is_busy:
            self._show(self._way.pop())
            self._take_keyboard()

    def reject(self) -> None:
        """Stop what is under way; close when nothing is."""
        if self._work is not None:
            self._work.cancel()
        else:
            super().reject()

    # What answers a question

    def _on_go_clicked(self) -> None:
        step = self.step
        if step is self.steps.done:
            self.accept()
        elif not self.is_busy and step.is_settled:
            step.ease()
            if not step.objection():
                self._begin(self.steps.carry_out(step))

    def _begin(self, work: Awaitable[Step]) -> None:
        step = self.step
        self.setFocus()  # what is disabled lets go of the keyboard, and Escape would reach nobody
        self._work = spawn(self, self._answer(step, work))
        self._settle()

    async def _answer(self, step: Step, work: Awaitable[Step]) -> None:
        following, failure = step, None
        try:
            following = await work
        except NotConfirmed:
            following = await self._confirmation()
        except Trouble as trouble:
            failure = trouble
        finally:
            self._work = None
            self._settle()
        self._arrive(step, following, failure)

    async def _confirmation(self) -> Step:
        """The account waits for its e-mail's code: send a fresh one, and ask for it."""
        try:
            await self.steps.send_code_again()
        except Trouble:
            return self.steps.ask_mail_code()  # the code of before may still be good
        return self.steps.ask_mail_code()

    def _arrive(self, step: Step, following: Step, failure: Trouble | None) -> None:
        if following is not step:
            if following in (self.steps.family, self.steps.done):
                self._way.clear()  # one is signed in by now
            else:
                self._way.append(step)
            self._show(following)
        self._take_keyboard()
        if failure is not None:
            step.fail(failure, is_general=isinstance(failure, (Offline, Busy)))

    def _wire(self) -> None:
        steps = self.steps
        steps.address.demo_wanted.connect(lambda: self._begin(steps.find_demo()))
        steps.account.forgotten.connect(lambda: self._arrive(steps.account, steps.ask_forgotten(), None))
        steps.mail_code.again_wanted.connect(self._on_again_wanted)

    def _on_again_wanted(self) -> None:
        if not self.is_busy:
            self._begin(self.steps.send_again_from(self.step))

    def _on_leave_clicked(self) -> None:
        self.reject()

    # How it is shown

    def _show(self, step: Step) -> None:
        self._views.setCurrentWidget(step)
        self._settle()

    def _settle(self) -> None:
        step, is_busy = self.step, self.is_busy
        is_end = step is self.steps.done
        self.title.setText(step.title)
        self.setAccessibleName(step.title or "Connected")
        self.go.setText(step.busy if is_busy else step.go)
        self.go.setEnabled(step.is_settled and not is_busy)
        self.leave.setVisible(not is_end)
        self.leave.setText("Stop" if is_busy else "Cancel")
        self.back.setVisible(bool(self._way) and not is_end)
        self.back.setEnabled(not is_busy)
        step.setEnabled(not is_busy)

    def _take_keyboard(self) -> None:
        if self.isVisible():
            (self.step.first_field() or self.go).setFocus()
