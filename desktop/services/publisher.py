"""Brings playlists onto cards: drawn up first, then carried out and watched."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace

from desktop.model.errors import Trouble
from desktop.model.names import ArtworkKey, CardId, PlaylistKey
from desktop.model.publication import Plan, Publication, PublishStage
from desktop.services.announcer import Announcer
from desktop.services.ports import Clock, YotoLibrary, YotoMedia
from desktop.services.publish_plan import Planner, draft_of
from desktop.services.publish_run import ChangedElsewhere, PublishRun
from desktop.services.supervisor import Supervisor
from desktop.services.uploads import Uploads
from desktop.store.library import Library


class Publisher:
    """At most one publish a playlist. A publish that a crash ended is simply started again: what was uploaded stays
    uploaded, and a card that was made is found.

    `find_cover` brings a cover that is not on this computer, or raises Trouble.
    """

    def __init__(
        self,
        *,
        library: Library,
        yoto_library: YotoLibrary,
        media: YotoMedia,
        uploads: Uploads,
        clock: Clock,
        supervisor: Supervisor,
        find_cover: Callable[[ArtworkKey], Awaitable[None]] | None = None,
    ) -> None:
        self._library = library
        self._yoto = yoto_library
        self._media = media
        self._uploads = uploads
        self._clock = clock
        self._supervisor = supervisor
        self._find_cover = find_cover or _leave_out
        self._planner = Planner(library=library, yoto_library=yoto_library, clock=clock)
        self._publications: dict[PlaylistKey, Publication] = {}
        self._tasks: dict[PlaylistKey, asyncio.Task[None]] = {}
        self._running: set[PlaylistKey] = set()
        self._turns: defaultdict[CardId | None, asyncio.Lock] = defaultdict(asyncio.Lock)  # None: new cards
        self._announcer: Announcer[Publication] = Announcer()

    async def plan(self, playlist: PlaylistKey, card_id: CardId | None) -> Plan:
        """Return what publishing to `card_id` (None: a new card) would change. Raise Trouble."""
        return await self._planner.plan(playlist, card_id)

    async def publish(self, plan: Plan, overwrite: bool = False) -> Publication:
        """Carry out `plan` and return how it ended, DONE or FAILED with the reason; each step is announced.

        With `overwrite` a card that was changed elsewhere is replaced; its present version is kept in any case.
        Cancelling stops it; what has been uploaded stays so.
        """
        key = plan.playlist
        if key in self._running:
            return self._publications[key]
        self._running.add(key)
        try:
            run = PublishRun(
                plan,
                overwrite=overwrite,
                library=self._library,
                yoto_library=self._yoto,
                media=self._media,
                uploads=self._uploads,
                planner=self._planner,
                clock=self._clock,
                find_cover=self._find_cover,
                turn=self._turns[plan.card_id],
                show=self._show,
            )
            self._show(run.publication)
            await run.run()
        except Trouble as trouble:
            self._fail(plan, trouble)
        except asyncio.CancelledError:
            self._fail(plan, Trouble("Publishing was stopped.", next_step="Publish again to go on."))
            raise
        finally:
            self._running.discard(key)
            if self._publications[key].stage not in (PublishStage.DONE, PublishStage.FAILED):  # a bug of ours ends it
                self._fail(
                    plan, Trouble("The app made a mistake while publishing.", next_step="Publish again to go on.")
                )
        return self._publications[key]

    def start(self, plan: Plan, overwrite: bool = False) -> None:
        """Publish in the background, whatever becomes of the page that asked; see `current` and `subscribe`."""
        if plan.playlist not in self._running:
            task = self._supervisor.spawn("publish", self._publish(plan, overwrite))
            if task is not None:
                self._tasks[plan.playlist] = task

    def cancel(self, playlist: PlaylistKey) -> None:
        """Stop a publish that was begun by `start`."""
        task = self._tasks.pop(playlist, None)
        if task is not None:
            task.cancel()

    def current(self, playlist: PlaylistKey) -> Publication | None:
        """Return the publish under way, or how the last one since the start of the app ended."""
        return self._publications.get(playlist)

    def dismiss(self, playlist: PlaylistKey) -> None:
        """Forget how the last publish ended."""
        if playlist not in self._running:
            self._publications.pop(playlist, None)

    def has_changes(self, playlist: PlaylistKey) -> bool:
        """Return whether the playlist differs from what was last published, or was never published."""
        draft = draft_of(self._library, playlist)
        return draft.playlist.published_hash != draft.fingerprint(self._library)

    def subscribe(self, listener: Callable[[Publication], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    async def _publish(self, plan: Plan, overwrite: bool) -> None:
        await self.publish(plan, overwrite)

    def _show(self, publication: Publication) -> None:
        self._publications[publication.playlist] = publication
        self._announcer.announce(publication)

    def _fail(self, plan: Plan, trouble: Trouble) -> None:
        before = self._publications.get(plan.playlist) or Publication(plan.playlist, PublishStage.FAILED)
        self._show(
            replace(
                before,
                stage=PublishStage.FAILED,
                problem=trouble.message,
                next_step=trouble.next_step,
                is_stale=isinstance(trouble, ChangedElsewhere),
                waiting="",
            )
        )


async def _leave_out(_cover: ArtworkKey) -> None:
    """With no family's cloud, a cover that is not here is nowhere."""
