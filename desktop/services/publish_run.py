"""One publish, from the missing audio to the card that Yoto shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

from desktop.model.checks import check
from desktop.model.content import read_card
from desktop.model.errors import NotFound, Refused, Trouble
from desktop.model.line import Line
from desktop.model.names import ArtworkKey, CardId, RecordingKey
from desktop.model.overlay import compose, tracks
from desktop.model.playlist import Playlist
from desktop.model.publication import Plan, Publication, PublishStage, Weight
from desktop.model.upload import Stage, Upload
from desktop.services.cards import origin_of
from desktop.services.ports import Clock, Json, YotoLibrary, YotoMedia
from desktop.services.publish_base import base_text, is_changed_since
from desktop.services.publish_plan import Planner, draft_of
from desktop.services.publish_writing import Writing
from desktop.services.uploads import Uploads
from desktop.services.wording import counted
from desktop.store.library import Library
from desktop.store.transaction import Transaction

_PAUSED = "An upload is paused. Resume it to go on."


class ChangedElsewhere(Refused):
    """Somebody else has changed the card since it was last looked at."""

    title = "The card was changed elsewhere"


class PublishRun:
    """Publishes the playlist as it stands at the start; later edits wait for the next publish.

    `turn` lets one publish at a time look at a card and write it; `find_cover` brings a cover that is not here.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        overwrite: bool,
        library: Library,
        yoto_library: YotoLibrary,
        media: YotoMedia,
        uploads: Uploads,
        planner: Planner,
        clock: Clock,
        find_cover: Callable[[ArtworkKey], Awaitable[None]],
        turn: AbstractAsyncContextManager[object],
        show: Callable[[Publication], None],
    ) -> None:
        self.publication = Publication(playlist=plan.playlist, stage=PublishStage.UPLOADING, card_id=plan.card_id)
        self._plan = plan
        self._overwrite = overwrite
        self._library = library
        self._yoto = yoto_library
        self._media = media
        self._uploads = uploads
        self._planner = planner
        self._clock = clock
        self._find_cover = find_cover
        self._turn = turn
        self._show = show
        self._draft = draft_of(library, plan.playlist)

    async def run(self) -> None:
        """Publish, or raise Trouble with the card as it was (or, after Offline, perhaps as it shall be)."""
        if self._plan.changed_elsewhere and not self._overwrite:
            raise self._stale()
        await self._send_missing([line.recording for line in self._lines() if line.is_missing and line.recording])
        self._enter(stage=PublishStage.WRITING)
        async with self._turn:
            await self._bring()

    async def _bring(self) -> None:
        """Write the card, all its audio being at Yoto."""
        before = await self._fresh()
        ground = before if before is not None else self._planner.template(self._draft)
        wanted = self._lines()
        content = compose(
            ground, title=self._draft.playlist.title.strip(), lines=wanted, cover_url=await self._cover_url()
        )
        self._refuse_findings(content, wanted)
        if before is not None and content == before:
            found = before
        else:
            found = await self._write(content, before)
        self._finish(found, wanted)

    def _lines(self) -> tuple[Line, ...]:
        return self._draft.lines(self._library)

    async def _send_missing(self, missing: Sequence[RecordingKey]) -> None:
        if not missing:
            return
        self._uploads.want(missing)
        ends = [
            self._uploads.subscribe(lambda _: self._show_uploads(missing)),
            self._library.subscribe(lambda changes: self._show_uploads(missing) if "upload" in changes else None),
        ]
        try:
            self._show_uploads(missing)
            failed = await self._uploads.settled(missing)
        finally:
            for end in ends:
                end()
        if failed:
            raise self._unsent(failed)

    def _show_uploads(self, missing: Sequence[RecordingKey]) -> None:
        if self.publication.stage is not PublishStage.UPLOADING:
            return
        found = [self._library.uploads.of_recording(key) for key in missing]
        rows = [row for row in found if row is not None]
        total = sum(row.total_bytes for row in rows)
        left = self._uploads.remaining_bytes(rows)
        self._enter(
            bytes_total=total,
            bytes_done=total - left,
            files_total=len(rows),
            files_done=sum(row.stage is Stage.DONE for row in rows),
            eta_s=self._uploads.eta_of(rows),
            waiting=_PAUSED if any(row.stage is Stage.PAUSED for row in rows) else self._uploads.waiting,
        )

    async def _fresh(self) -> Json | None:
        """Return the card as it is at this moment; None for a new one. Keeps it as a version before it is replaced."""
        card_id = self._plan.card_id
        if card_id is None:
            return None
        try:
            raw = await self._planner.fetch(card_id, base=self._draft.base)
        except NotFound as trouble:
            raise NotFound(
                "This card has been deleted at Yoto.", next_step="Publish again to make a new card."
            ) from trouble
        is_as_planned = raw.get("updatedAt") == self._plan.base_updated_at
        base = self._draft.base
        is_ours = base is not None and base.card_id == card_id and not is_changed_since(base, raw)
        if not (is_as_planned or is_ours or self._overwrite):
            raise self._stale()
        self._library.transact("Keep version", lambda tx: tx.keep_version(card_id, raw), initiator=self, undoable=False)
        return raw

    async def _cover_url(self) -> str | None:
        """Return the address of a cover that the card does not have yet; each picture is sent to Yoto once."""
        cover = self._draft.new_cover(self._plan.card_id)
        if cover is None:
            return None
        name = f"cover_url.{cover}"
        known = self._library.preferences.get(name)
        if known:
            return str(known)
        await self._find_cover(cover)
        picture = self._library.artwork.bytes(cover)
        if picture is None:
            return None
        mime = self._library.artwork.mime(cover) or "image/jpeg"
        url = await self._media.upload_cover(picture, mime=mime)
        self._library.transact(
            "Remember cover", lambda tx: tx.set_preference(name, url), initiator=self, undoable=False
        )
        return url

    async def _write(self, content: Json, before: Json | None) -> Json:
        writing = Writing(content, yoto_library=self._yoto, clock=self._clock, claimed=self._is_claimed)
        saved = None
        if before is None:
            saved = await self._after_an_interrupted_publish(writing)
        try:
            saved = saved or await writing.post()
        except (Refused, NotFound):
            self._set_begun(None)
            raise
        self._enter(stage=PublishStage.CHECKING, card_id=CardId(str(saved.get("cardId") or "")))
        return await writing.read_back(saved)

    async def _after_an_interrupted_publish(self, writing: Writing) -> Json | None:
        """Return the new card that an earlier run made before it was killed, and note that this one begins."""
        fingerprint = self._draft.fingerprint(self._library)
        begun = self._library.preferences.get(self._begun_name)
        if begun == fingerprint:
            return await writing.look()
        self._set_begun(fingerprint)
        return None

    def _finish(self, found: Json, wanted: Sequence[Line]) -> None:
        card = read_card(found, own_user_id=None)
        if card is None:
            raise Refused("Yoto did not send the card back.", next_step="Publish again in a minute.")
        playlist = self._draft.playlist
        held = self._library.cards.get(card.id)
        card = replace(card, is_own=True, cover=playlist.cover or (held.cover if held else None))
        fingerprint = self._draft.fingerprint(self._library)
        base = base_text(found, cover=playlist.cover)

        def change(tx: Transaction) -> None:
            tx.edit_playlist(
                playlist.key, card_id=card.id, published_hash=fingerprint, published_at=tx.now, published_base=base
            )
            for line, (chapter, track) in zip(wanted, tracks(found), strict=True):
                tx.edit_entry(line.entry, origin=origin_of(chapter, track))
            tx.save_card_raw(card.id, found, card)
            tx.set_preference(self._begun_name, None)
            tx.note("publish", f"“{playlist.title}” is on its card.", counted(len(wanted), "track"), playlist.key)

        self._library.transact("Publish playlist", change, initiator=self, undoable=False)
        self._enter(stage=PublishStage.DONE, card_id=card.id)

    def _refuse_findings(self, content: Json, wanted: Sequence[Line]) -> None:
        stop = next((finding for finding in check(content) if finding.weight is Weight.STOPS), None)
        if stop is not None:
            raise Refused(stop.sentence, next_step=stop.next_step)
        silent = next((line for line in wanted if line.is_missing), None)
        if silent is not None:
            raise Refused(f"“{silent.title}” is not at Yoto yet.", next_step="Publish again.")

    def _unsent(self, failed: Sequence[Upload]) -> Trouble:
        first = failed[0]
        recording = self._library.recordings.get(first.recording)
        title = recording.title if recording is not None else "A recording"
        others = f" ({len(failed) - 1} more like it)" if len(failed) > 1 else ""
        if first.stage is Stage.CANCELLED:
            return Trouble(f"The upload of “{title}” was cancelled{others}.", next_step="Publish again to go on.")
        return Trouble(f"“{title}” could not be uploaded{others}: {first.problem}")

    def _stale(self) -> ChangedElsewhere:
        return ChangedElsewhere(
            "This card was changed elsewhere since you last published it.",
            next_step="Look at the changes, or publish anyway: the present version is kept.",
        )

    def _is_claimed(self, card_id: CardId) -> bool:
        holder: Playlist | None = self._library.playlists.by_card(card_id)
        return holder is not None and holder.key != self._plan.playlist

    @property
    def _begun_name(self) -> str:
        return f"publishing.{self._plan.playlist}"

    def _set_begun(self, fingerprint: str | None) -> None:
        self._library.transact(
            "Begin to publish",
            lambda tx: tx.set_preference(self._begun_name, fingerprint),
            initiator=self,
            undoable=False,
        )

    def _enter(self, **fields: Any) -> None:
        self.publication = replace(self.publication, **fields)
        self._show(self.publication)
