"""One conversation with the family's cloud: until all of it is here and all of ours is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from backend.contract.errors import Refused as Malformed
from backend.contract.messages import Gone, Page, Push
from backend.contract.replica import TooManyDeletions
from desktop.model.errors import CloudFull, Refused, SignInNeeded, Trouble, UpgradeNeeded
from desktop.services.family_ports import FamilyLog
from desktop.services.ports import Clock
from desktop.services.sync_names import DeviceNames
from desktop.services.sync_status import Deletions
from desktop.services.vault_wishes import IS_DOUBTED
from desktop.store.library import Library
from desktop.store.sync_steps import Steps
from desktop.store.transaction import Transaction

MOST_RESTARTS = 3
BURST = 100  # answers in a row, then a breath
BREATH_S = 1.0


class Stuck(Trouble):
    """The cloud answers, and nothing comes of it."""

    title = "The family's cloud is out of order"


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person has said: so many deletions are right, or none is."""

    allowed: int = 0
    is_refusing: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What a conversation left open: a push that cannot be sent as things are, or deletions to ask a person about."""

    trouble: Trouble | None = None
    deletions: int = 0
    deletions_from: Deletions | None = None
    examples: tuple[str, ...] = ()


class Exchange:
    """Whatever the other side answers, each round makes progress or the conversation ends; it ends, too, when
    `is_member` says that somebody has signed out. `on_busy` is called when it turns out to be a long one."""

    def __init__(
        self,
        *,
        library: Library,
        log: FamilyLog,
        clock: Clock,
        names: DeviceNames,
        consent: Consent,
        is_member: Callable[[], bool],
        on_busy: Callable[[], None],
    ) -> None:
        self._library = library
        self._sync = library.sync
        self._log = log
        self._clock = clock
        self._names = names
        self._consent = consent
        self._is_member = is_member
        self._on_busy = on_busy
        self._restarts = 0
        self._held: Held | None = None

    async def run(self) -> Held | None:
        """Talk until there is nothing left to say; return what had to be left open. Raise Trouble.

        Pulling goes on while pushing cannot: a full cloud still brings what the others did.
        """
        answers = 0
        should_pull = True
        while True:
            push = await self._next_push()
            if push is None and not should_pull:
                return self._held
            if not self._is_member():
                raise SignInNeeded("Somebody has signed out of the family's cloud.")
            place = self._sync.cursor
            answer = await self._answer(push)
            if answer is None:
                continue
            should_pull = await self._take(answer)
            if self._is_asking:
                return self._held
            if self._sync.cursor == place and (push is not None or should_pull):
                raise _stuck("The family's cloud answers without getting anywhere.")
            answers += 1
            if answers % BURST == 0:
                await self._clock.sleep(BREATH_S)

    async def _next_push(self) -> Push | None:
        if self._held is not None:
            return None
        try:
            return self._sync.push()
        except TooManyDeletions as many:
            if many.count <= self._consent.allowed:
                return self._sync.push(allow_deletions=True)
            if not self._consent.is_refusing:
                self._held = self._question(many, Deletions.HERE)
                return None
        await self._walked(self._sync.keep_all())
        return self._sync.push()

    async def _answer(self, push: Push | None) -> Page | Gone | None:
        """Return the cloud's answer; None when it does not take this push and pulling has to go on without."""
        if push is None:
            return await self._log.pull(self._sync.cursor)
        self._on_busy()
        try:
            return await self._log.push(push)
        except (CloudFull, UpgradeNeeded, Refused) as trouble:
            self._held = Held(trouble)
            return None

    async def _take(self, answer: Page | Gone) -> bool:
        """Make an answer ours; return whether a pull has to follow."""
        try:
            steps = await self._take_gone(answer) if isinstance(answer, Gone) else await self._take_page(answer)
        except Malformed as error:
            raise _stuck("The family's cloud sent something that cannot be right.") from error
        if steps is None:
            return False
        if isinstance(answer, Gone) or steps.report.is_resyncing:
            self._restarts += 1
            if self._restarts > MOST_RESTARTS:
                raise _stuck("The family's cloud begins again and again.")
        self._tell(is_resyncing=steps.report.is_resyncing, has_forked=steps.has_forked)
        return steps.report.should_pull

    async def _take_gone(self, gone: Gone) -> Steps:
        self._on_busy()
        return await self._walked(self._sync.start_over(gone, await self._log.snapshot(gone)))

    async def _take_page(self, page: Page) -> Steps | None:
        """Take a page, as the person agreed to; None when a person has to be asked first."""
        if page.more:
            self._on_busy()
        await self._names.learn({commit.dev for commit in page.commits})
        try:
            return await self._walked(self._sync.take(page))
        except TooManyDeletions as many:
            is_allowed = many.count <= self._consent.allowed
            if not is_allowed and not self._consent.is_refusing:
                self._held = self._question(many, Deletions.ELSEWHERE)
                return None
        return await self._walked(self._sync.take(page, allow_deletions=is_allowed, refuse_deletions=not is_allowed))

    @property
    def _is_asking(self) -> bool:
        """Whether what the others deleted waits for a person's word: nothing can be taken before it."""
        return self._held is not None and self._held.deletions_from is Deletions.ELSEWHERE

    def _question(self, many: TooManyDeletions, by: Deletions) -> Held:
        return Held(deletions=many.count, deletions_from=by, examples=self._sync.examples())

    async def _walked(self, steps: Steps) -> Steps:
        """Return the steps once all are taken, each in a turn of the loop."""
        for _ in steps:
            await asyncio.sleep(0)
        return steps

    def _tell(self, *, is_resyncing: bool, has_forked: bool) -> None:
        if not is_resyncing and not has_forked:
            return

        def change(tx: Transaction) -> None:
            if is_resyncing:
                tx.note("sync", "The library differed from the family's cloud and is read anew.", "Nothing is lost.")
            if has_forked:
                tx.set_preference(IS_DOUBTED, True)
                tx.note(
                    "sync", "The family's cloud lacked some of the library, which is sent again.", "Nothing is lost."
                )

        self._library.transact("Compare with the cloud", change, initiator=self._sync, undoable=False)


def _stuck(message: str) -> Stuck:
    return Stuck(
        message,
        next_step="Nothing is lost, and it is tried again. If it stays like this, update the app and the cloud.",
    )
