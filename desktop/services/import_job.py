"""One import: from dropped paths to a result that says what became of each file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.model.errors import Trouble, Unreadable
from desktop.model.lenient import storable
from desktop.model.names import recording_key
from desktop.model.recording import AudioFacts, Recording, StoredAudio
from desktop.model.titles import are_numbered, clean_tag, clean_title
from desktop.services.announcer import Announcer
from desktop.services.import_outcome import ImportProgress, ImportResult, Tally
from desktop.services.import_pages import ImportPages, Taken, in_order
from desktop.services.import_scan import Found, FoundFolder, scan
from desktop.services.ports import AudioFiles, AudioReader, Clock
from desktop.services.upload_speed import Speed
from desktop.store.library import Library

ANNOUNCE_S = 0.1


class Import:
    """A running import. `finished` gets the result, also after `cancel`, which keeps what is committed.

    Each file is read, hashed and copied in one pass while the tags of the one before it are read. `subscribe` announces
    progress at most ten times a second.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        library: Library,
        files: AudioFiles,
        reader: AudioReader,
        clock: Clock,
        makes_playlists: bool = True,
    ) -> None:
        self.progress = ImportProgress()
        self.result: ImportResult | None = None
        self.finished: asyncio.Future[ImportResult] = asyncio.get_running_loop().create_future()
        self._paths = list(paths)
        self._makes_playlists = makes_playlists
        self._files = files
        self._reader = reader
        self._clock = clock
        self._pages = ImportPages(library, clock=clock)
        self._tally = Tally()
        self._folders: list[list[Taken]] = []  # what was taken of each
        self._speed = Speed(clock)
        self._announcer: Announcer[ImportProgress] = Announcer()
        self._announced_at = float("-inf")
        self._past_bytes = 0  # of the files that are done
        self._is_cancelled = False

    def subscribe(self, listener: Callable[[ImportProgress], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def cancel(self) -> None:
        """Stop after what is committed; the file under way leaves nothing behind."""
        self._is_cancelled = True

    async def run(self) -> None:
        """Do the import. A bad file never ends it; a full disk does, with a word."""
        self._tally.stopped = "Something went wrong in the app; the log has the details. What was added stays."
        try:
            await self._take_all()
            self._tally.stopped = ""
        except Trouble as trouble:
            self._tally.stopped = trouble.sentence()
        except asyncio.CancelledError:
            self._is_cancelled = True  # for the threads, which nobody can cancel
            self._tally.stopped = ""
            raise
        finally:
            self._end()

    def _end(self) -> None:
        """Keep what has been read whole, whatever ended the import, and tell the result."""
        try:
            self._commit()
        except Trouble as trouble:
            self._tally.stopped = trouble.sentence()
        finally:
            order = [one.recording.key for taken in self._folders for one in in_order(taken)]
            self.result = self._tally.result(order=order, is_cancelled=self._is_cancelled)
            if not self.finished.done():
                self.finished.set_result(self.result)
            self._announcer.announce(self.progress)

    async def _take_all(self) -> None:
        haul = await asyncio.to_thread(scan, self._paths, is_cancelled=lambda: self._is_cancelled)
        self._pages.label = f"Import {haul.file_count} recording{'' if haul.file_count == 1 else 's'}"
        self._tally.not_audio += haul.not_audio
        self._tally.unreadable += haul.unreadable
        self._show(replace(self.progress, total=haul.file_count, bytes_total=haul.size_bytes))
        for folder in haul.folders:
            taken: list[Taken] = []
            self._folders.append(taken)
            await self._take_folder(folder, taken)
            if self._makes_playlists and folder.path is not None and taken and not self._is_cancelled:
                self._commit()
                self._tally.playlists.append(await self._pages.make_playlist(folder, taken))

    async def _take_folder(self, folder: FoundFolder, taken: list[Taken]) -> None:
        is_numbered = are_numbered([file.stem for file in folder.files])
        copying: asyncio.Task[StoredAudio] | None = None
        try:
            for file, following in zip(folder.files, (*folder.files[1:], None), strict=True):
                if self._is_cancelled:
                    break
                self._show(replace(self.progress, current=file.name))
                stored = await self._stored(file, copying or self._copy(file))
                copying = self._copy(following) if following and not self._is_cancelled else None
                one = await self._taken(file, stored, is_numbered=is_numbered) if stored else None
                taken += [one] if one else []
                self._file_is_done(file)
                if self._pages.is_due:
                    self._commit()
                    await asyncio.sleep(0)
        finally:
            if copying is not None:
                await self._drop(copying)

    async def _drop(self, copying: asyncio.Task[StoredAudio]) -> None:
        """End the copy of a file that is not taken any more; one that has ended already is given back."""
        copying.cancel()
        (stored,) = await asyncio.gather(copying, return_exceptions=True)
        if isinstance(stored, StoredAudio):
            await self._files.discard(stored)

    def _copy(self, file: Found) -> asyncio.Task[StoredAudio]:
        return asyncio.create_task(
            self._files.store(
                file.path,
                on_bytes=lambda count: self._on_bytes(file, count),
                is_cancelled=lambda: self._is_cancelled,
            )
        )

    async def _stored(self, file: Found, copying: asyncio.Task[StoredAudio]) -> StoredAudio | None:
        try:
            await asyncio.wait([copying])
        except asyncio.CancelledError:
            await self._drop(copying)
            raise
        if copying.cancelled():
            return None
        problem = copying.exception()
        if isinstance(problem, Unreadable):
            self._tally.unreadable.append((file.name, problem.message))
            return None
        return copying.result()

    async def _taken(self, file: Found, stored: StoredAudio, *, is_numbered: bool) -> Taken | None:
        known = self._pages.known(stored.sha256)
        if known is not None:
            self._tally.known.append(known.key)
            return Taken(file, known)
        facts = None
        try:
            facts = await self._reader.read(stored.path)
        except Unreadable as problem:
            self._tally.unreadable.append((file.name, problem.message))
            return None
        finally:
            if facts is None:
                await self._files.discard(stored)
        recording = self._recording(file, stored, facts, is_numbered=is_numbered)
        self._pages.add(recording, picture=facts.cover)
        return Taken(file, recording)

    def _recording(self, file: Found, stored: StoredAudio, facts: AudioFacts, *, is_numbered: bool) -> Recording:
        tag = clean_tag(storable(facts.title), track=facts.track)
        artist = storable(facts.artist)
        return Recording(
            key=recording_key(stored.sha256),
            sha256=stored.sha256,
            title=tag or clean_title(file.stem, artist=artist, is_numbered=is_numbered),
            duration_s=facts.duration_s,
            size_bytes=stored.size_bytes,
            ending=stored.path.suffix,
            mime=facts.mime,
            artist=artist,
            album=storable(facts.album),
            disc=facts.disc,
            track=facts.track,
            tags=(storable(facts.genre),) if facts.genre else (),
            added_at=self._clock.now(),
        )

    def _commit(self) -> None:
        added, known = self._pages.commit()
        self._tally.added += added
        self._tally.known += known

    def _on_bytes(self, file: Found, count: int) -> None:
        """Count a step of a copy; the next file's copy may run ahead of the present one's end."""
        so_far = min(self.progress.bytes_total, self._past_bytes + min(count, file.size_bytes))
        fresh = so_far - self.progress.bytes_done
        if fresh > 0:
            self._speed.add(fresh)
            self._show(replace(self.progress, bytes_done=so_far))

    def _file_is_done(self, file: Found) -> None:
        self._past_bytes += file.size_bytes
        bytes_done = max(self.progress.bytes_done, self._past_bytes)
        self._show(replace(self.progress, done=self.progress.done + 1, bytes_done=bytes_done))

    def _show(self, progress: ImportProgress) -> None:
        self.progress = replace(progress, eta_s=self._speed.eta_s(progress.bytes_total - progress.bytes_done))
        now = self._clock.monotonic()
        if now - self._announced_at >= ANNOUNCE_S:
            self._announced_at = now
            self._announcer.announce(self.progress)
