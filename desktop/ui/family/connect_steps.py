"""What the connect sheet does with each answer, and which question follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from desktop.model.cloud import Cloud, CloudKind
from desktop.model.errors import Offline, Refused
from desktop.services.family import FamilyState
from desktop.ui.family.account_step import CREATE, SIGN_IN, AccountStep
from desktop.ui.family.address_step import AddressStep
from desktop.ui.family.code_steps import CodeStep, ForgottenStep, MailCodeStep, NewPasswordStep
from desktop.ui.family.family_steps import DoneStep, FamilyStep
from desktop.ui.family.step import Step
from desktop.ui.look import Look

if TYPE_CHECKING:
    from desktop.services.family import Family


class ConnectSteps:
    """The steps, and for each a coroutine that carries its answer out and returns the next one. Raises Trouble."""

    def __init__(
        self,
        family: Family,
        look: Look,
        *,
        counts: Callable[[], tuple[int, int]],
        open_demo_cloud: Callable[[], Awaitable[str]] | None,
        is_back: bool = False,
    ) -> None:
        self._family, self._counts, self._open_demo_cloud = family, counts, open_demo_cloud
        self._cloud: Cloud | None = None
        self._is_back = is_back
        self.address = AddressStep(look, has_demo=open_demo_cloud is not None)
        self.account = AccountStep(look)
        self.mail_code = MailCodeStep(look)
        self.second_factor = CodeStep(
            look,
            title="One more code",
            label="Code from your authenticator app",
            text="This account asks for a second proof: open the authenticator app on your phone.",
        )
        self.second_factor.column.addStretch(1)
        self.forgotten = ForgottenStep(look)
        self.new_password = NewPasswordStep(look)
        self.family = FamilyStep(look)
        self.done = DoneStep(look)
        self._works: dict[Step, Callable[[], Awaitable[Step]]] = {
            self.address: self._find,
            self.account: self._enter,
            self.mail_code: self._confirm,
            self.second_factor: self._answer_code,
            self.forgotten: self._send_new_password_code,
            self.new_password: self._set_password,
            self.family: self._found_or_join,
        }

    def all(self) -> list[Step]:
        return [*self._works, self.done]

    def begin(self, cloud: Cloud) -> None:
        """Talk of this cloud from now on."""
        self._cloud = cloud
        self.account.show_cloud(cloud)

    def carry_out(self, step: Step) -> Awaitable[Step]:
        """Do what the step's answer asks for; return the step that follows."""
        return self._works[step]()

    async def find_demo(self) -> Step:
        """Open the demo's own cloud and go on with it."""
        assert self._open_demo_cloud is not None
        self.address.address.editor.setText(await self._open_demo_cloud())
        return await self._find()

    def ask_forgotten(self) -> Step:
        self.forgotten.email.editor.setText(self.account.email.text())
        return self.forgotten

    def ask_mail_code(self) -> Step:
        self.mail_code.show_sent(self._known, email=self.account.email.text())
        return self.mail_code

    async def send_code_again(self) -> None:
        await self._family.send_code_again(self._known, email=self.account.email.text())

    async def send_again_from(self, step: Step) -> Step:
        """Send the e-mail's code once more, and stay."""
        await self.send_code_again()
        return step

    def finished(self) -> Step:
        """Return the last step, filled in."""
        recordings, playlists = self._counts()
        household = self._family.last_household
        self.done.show_end(
            family=household.name if household is not None else "",
            recordings=recordings,
            playlists=playlists,
            is_first=household is None or len(household.members) < 2,
            is_back=self._is_back,
        )
        return self.done

    @property
    def _known(self) -> Cloud:
        assert self._cloud is not None
        return self._cloud

    async def _find(self) -> Step:
        try:
            cloud = await self._family.find(self.address.url, trusts_network=self.address.trusts_network)
        except Offline as error:
            if "cannot be reached" not in error.message:
                raise
            raise Offline(
                "Nothing answers at this address.",
                next_step="Check it letter by letter, and that the cloud is switched on.",
            ) from error
        if self._is_demo and cloud.kind is not CloudKind.DEMO:
            raise Refused(
                "This is a real family's cloud, and the demo's library would go there.",
                next_step="Close the demo, and connect in the app itself.",
            )
        self.begin(cloud)
        self.account.show_mode(CREATE)
        return self.account

    @property
    def _is_demo(self) -> bool:
        return self._open_demo_cloud is not None

    async def _enter(self) -> Step:
        if not self.account.is_new:
            return await self._sign_in()
        email, secret, owner_code = self.account.email.text(), self.account.secret, self.account.owner_code.text()
        is_ready = await self._family.sign_up(self._known, email=email, password=secret, owner_code=owner_code)
        if not is_ready:
            return self.ask_mail_code()
        self.account.show_mode(SIGN_IN)
        return await self._sign_in()

    async def _confirm(self) -> Step:
        await self._family.confirm(self._known, email=self.account.email.text(), code=self.mail_code.code.text())
        self.account.show_mode(SIGN_IN)
        return await self._sign_in()

    async def _sign_in(self) -> Step:
        account = self.account
        is_code_needed = await self._family.sign_in(self._known, email=account.email.text(), password=account.secret)
        account.forget_password()
        if is_code_needed:
            self.second_factor.clear()
            return self.second_factor
        return self._arrived()

    async def _answer_code(self) -> Step:
        await self._family.answer_code(self.second_factor.code.text())
        return self._arrived()

    def _arrived(self) -> Step:
        """Signed in: ask for the family, unless the account belongs to one."""
        return self.finished() if self._family.state is FamilyState.MEMBER else self.family

    async def _send_new_password_code(self) -> Step:
        email = self.forgotten.email.text()
        self.account.email.editor.setText(email)
        await self._family.forgot_password(self._known, email=email)
        self.new_password.show_sent(self._known, email=email)
        return self.new_password

    async def _set_password(self) -> Step:
        step = self.new_password
        secret = step.password.editor.text()
        await self._family.set_password(
            self._known, email=self.forgotten.email.text(), code=step.code.text(), password=secret
        )
        step.password.editor.clear()
        self.account.show_mode(SIGN_IN)
        self.account.password.editor.setText(secret)
        return await self._sign_in()

    async def _found_or_join(self) -> Step:
        self._is_back = False  # to this family the library is new
        if self.family.is_joining:
            await self._family.join(self.family.invite)
        else:
            await self._family.found(self.family.name.text())
        return self.finished()
