"""What a player plays: one card, its tracks one after the other, and where each card was left."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from backend.simulator.clock import Timer
from backend.simulator.player.shelf import Card, Track

SKIP_THROUGH_S = 0.7


class PlaybackStatus(StrEnum):
    """What events call `playbackStatus` (yoto-api.md 3.4)."""

    LOADING = "loading"
    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"


class Change(StrEnum):
    """What just happened to the playback."""

    TRACK = "track"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a card was left."""

    chapter_key: str
    track_key: str
    position_s: float
    left_at: float


@dataclass(frozen=True, slots=True)
class Start:
    """A wish to play a card from a place on; `None` means "not said"."""

    chapter_key: str | None = None
    track_key: str | None = None
    seconds_in: float | None = None
    cut_off_s: float = 0.0
    source: str = "remote"


class Playback:
    """Plays cards by the player's clock and calls `on_change` after each step.

    `later` schedules on the player's clock, `has_network` and `repeats_all` tell what the player can and should do.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float],
        later: Callable[[float, Callable[[], None]], Timer],
        on_change: Callable[[Change], None],
        has_network: Callable[[], bool],
        repeats_all: Callable[[], bool],
    ) -> None:
        self._now = now
        self._later = later
        self._on_change = on_change
        self._has_network = has_network
        self._repeats_all = repeats_all
        self._bookmarks: dict[str, Bookmark] = {}
        self._place = 0
        self._position_s = 0.0
        self._runs_since: float | None = None
        self._next_step: Timer | None = None
        self._cut_off_s = 0.0
        self.card: Card | None = None
        self.source = ""
        self.status = PlaybackStatus.STOPPED
        self.is_waiting = False

    @property
    def track(self) -> Track | None:
        """The current track."""
        return self.card.tracks[self._place] if self.card else None

    @property
    def position_s(self) -> float:
        """Seconds into the current track; stands still while it waits or is paused."""
        if self._runs_since is None:
            return self._position_s
        passed = self._position_s + self._now() - self._runs_since
        return min(passed, float(self.track.duration_s)) if self.track and not self.track.is_stream else passed

    @property
    def is_playing(self) -> bool:
        """Whether the player itself thinks that it plays."""
        return self.status is PlaybackStatus.PLAYING

    def place_of(self, card: Card, wish: Start) -> int | None:
        """Return the track that a start would begin with; None means FAIL: no such key, or its audio is missing."""
        if not card.tracks:
            return None
        if wish.chapter_key is None and wish.track_key is None:
            return self._resume_place(card, wish)
        place = card.find(wish.chapter_key, wish.track_key)
        return place if place is not None and card.is_playable(place, now=self._now()) else None

    def start(self, card: Card, wish: Start, *, wait_s: float = 0.0) -> None:
        """Play a card. The caller has made sure that `place_of` knows where."""
        place = self.place_of(card, wish)
        if place is None:
            return
        position_s = wish.seconds_in
        if position_s is None:
            position_s = self._resume_position(card) if wish.chapter_key is None and wish.track_key is None else 0.0
        self._leave()
        self.card = card
        self.source = wish.source
        self._cut_off_s = wish.cut_off_s
        if wait_s > 0:
            self._load(place, position_s, wait_s=wait_s)
        else:
            self._begin(place, position_s)

    def pause(self) -> None:
        """Hold the current track, or the wait for it."""
        if self.status in (PlaybackStatus.PLAYING, PlaybackStatus.LOADING):
            self._hold()
            self.status, self.is_waiting = PlaybackStatus.PAUSED, False
            self._keep_bookmark()
            self._on_change(Change.PAUSED)

    def resume(self) -> None:
        """Go on with the paused track."""
        if self.card is not None and self.status is PlaybackStatus.PAUSED:
            self._run(self._position_s)
            self._on_change(Change.RESUMED)

    def stop(self) -> None:
        """Stop; where the card was left is remembered."""
        if self.card is not None:
            self._leave()
            self._on_change(Change.STOPPED)

    def skip(self, tracks: int) -> None:
        """Go to a neighbouring track; stays where it is at the ends of the card."""
        if self.card is not None and 0 <= self._place + tracks < len(self.card.tracks):
            self._begin(self._place + tracks, 0.0)

    def network_changed(self) -> None:
        """Look again whether a streaming track can play."""
        if self.track is not None and self.track.is_stream and self.is_playing:
            self._hold()
            self._run(self._position_s)

    def replace_copy(self, card: Card) -> None:
        """Go on with a newer copy of the card that is held, when it still has the current track."""
        if self.card is None or self.track is None or self.card.card_id != card.card_id:
            return
        place = card.find(self.track.chapter_key, self.track.key)
        if place is not None:
            self.card, self._place = card, place

    def forget(self) -> None:
        """Lose everything but the bookmarks without telling anybody, as when the power is cut."""
        self._leave()

    def _load(self, place: int, position_s: float, *, wait_s: float) -> None:
        self._place, self._position_s = place, position_s
        self.status, self.is_waiting = PlaybackStatus.LOADING, True
        self._next_step = self._later(wait_s, lambda: self._begin(place, position_s))
        self._on_change(Change.TRACK)

    def _begin(self, place: int, position_s: float) -> None:
        self._hold()
        self._place = place
        self._run(position_s)
        self._on_change(Change.TRACK)

    def _run(self, position_s: float) -> None:
        track = self.track
        self.status, self.is_waiting, self._position_s = PlaybackStatus.PLAYING, False, position_s
        if track is None:
            return
        if track.is_skipped:
            self._next_step = self._later(SKIP_THROUGH_S, self._finish_track)
        elif track.is_silent or not self._can_get_audio(track):
            self.is_waiting = True
        else:
            self._runs_since = self._now()
            end_s = self._cut_off_s or (0.0 if track.is_stream else float(track.duration_s))
            if end_s:
                self._next_step = self._later(max(end_s - position_s, 0.0), self._finish_track)

    def _can_get_audio(self, track: Track) -> bool:
        if track.is_stream:
            return self._has_network()
        return self.card is not None and self.card.is_playable(self._place, now=self._now())

    def _finish_track(self) -> None:
        card = self.card
        if card is None:
            return
        is_last = self._place + 1 == len(card.tracks)
        is_repeated = self._repeats_all() or card.autoadvance == "repeat"
        if self._cut_off_s or card.autoadvance == "none" or (is_last and not is_repeated):
            self._leave()
            self._bookmarks.pop(card.card_id, None)
            self._on_change(Change.STOPPED)
        else:
            self._begin(0 if is_last else self._place + 1, 0.0)

    def _hold(self) -> None:
        self._position_s = self.position_s
        self._runs_since = None
        if self._next_step is not None:
            self._next_step.cancel()
            self._next_step = None

    def _leave(self) -> None:
        self._hold()
        if self.card is not None:
            self._keep_bookmark()
        self.card, self.source, self.status = None, "", PlaybackStatus.STOPPED
        self.is_waiting, self._position_s, self._cut_off_s, self._place = False, 0.0, 0.0, 0

    def _keep_bookmark(self) -> None:
        if self.card is not None and self.track is not None:
            bookmark = Bookmark(self.track.chapter_key, self.track.key, self.position_s, self._now())
            self._bookmarks[self.card.card_id] = bookmark

    def _bookmark(self, card: Card) -> Bookmark | None:
        bookmark = self._bookmarks.get(card.card_id)
        if bookmark is None or self._now() - bookmark.left_at > card.resume_timeout_s:
            return None
        return bookmark

    def _resume_place(self, card: Card, wish: Start) -> int | None:
        bookmark = self._bookmark(card) if wish.seconds_in is None else None
        place = card.find(bookmark.chapter_key, bookmark.track_key) if bookmark else None
        place = 0 if place is None else place
        return place if card.is_playable(place, now=self._now()) else None

    def _resume_position(self, card: Card) -> float:
        bookmark = self._bookmark(card)
        if bookmark is None or card.find(bookmark.chapter_key, bookmark.track_key) is None:
            return 0.0
        return bookmark.position_s
