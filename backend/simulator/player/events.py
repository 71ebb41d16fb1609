"""A player's event feed: snapshots, deltas, ticks, and the window in which they are pushed (yoto-api.md 3.4)."""

from collections.abc import Callable

from backend.simulator.clock import Timer
from backend.simulator.player.playback import Playback
from backend.simulator.player.situation import Situation
from backend.simulator.wire import Json

PUSH_WINDOW_S = 300.0
TICK_S = 5.0
SNAPSHOT_S = 0.1


class EventFeed:
    """Sends events while somebody has asked for them within the last 300 s, and answers whenever asked."""

    def __init__(
        self,
        *,
        now: Callable[[], float],
        later: Callable[[float, Callable[[], None]], Timer],
        send: Callable[[Json], None],
        describe: Callable[[], Json],
    ) -> None:
        self._now = now
        self._later = later
        self._send = send
        self._describe = describe
        self._pushes_until = 0.0
        self._tick: Timer | None = None

    def arm(self, *, request_id: str | None = None) -> None:
        """Answer a request with a snapshot and push for another 300 s."""
        self._pushes_until = self._now() + PUSH_WINDOW_S
        extra = {"requestId": request_id} if request_id else {}
        self._later(SNAPSHOT_S, lambda: self.snapshot(extra))

    def snapshot(self, extra: Json | None = None) -> None:
        """Send the whole state, window or not."""
        self._send({**self._describe(), **(extra or {}), "eventUtc": int(self._now())})

    def push(self, delta: Json) -> None:
        """Send changed keys, if anybody asked lately."""
        if self._now() < self._pushes_until:
            self._send({**delta, "eventUtc": int(self._now())})

    def push_all(self) -> None:
        """Send the full set of keys, if anybody asked lately."""
        self.push(self._describe())

    def keep_ticking(self, playback: Playback) -> None:
        """Send the full set every 5 s from now on, while it plays."""
        if self._tick is not None:
            self._tick.cancel()
        self._tick = self._later(TICK_S, lambda: self._on_tick(playback)) if playback.is_playing else None

    def close(self) -> None:
        """Forget who asked."""
        self._pushes_until = 0.0
        if self._tick is not None:
            self._tick.cancel()

    def _on_tick(self, playback: Playback) -> None:
        self.push_all()
        self.keep_ticking(playback)


def describe(situation: Situation, playback: Playback, *, now: float) -> Json:
    """Return the full set of event keys but for `eventUtc`, as captured from an idle and from a playing player."""
    volume: Json = {"volume": situation.volume_step, "volumeMax": situation.volume_cap}
    sleep: Json = {"sleepTimerActive": situation.sleeps_at is not None}
    if situation.sleeps_at is not None:
        sleep["sleepTimerSeconds"] = situation.sleep_left_s(now)
    card, track = playback.card, playback.track
    if card is None or track is None:
        return {
            "repeatAll": situation.repeats_all,
            **volume,
            "cardId": "none",
            "playbackStatus": "stopped",
            "streaming": False,
            "playbackWait": False,
            **sleep,
        }
    return {
        "trackLength": track.duration_s,
        "position": int(playback.position_s),
        "cardId": card.card_id,
        "repeatAll": situation.repeats_all,
        "source": playback.source,
        "cardUpdatedAt": card.updated_at,
        "chapterTitle": track.chapter_title,
        "chapterKey": track.chapter_key,
        "trackTitle": track.title,
        "trackKey": track.key,
        "streaming": track.is_stream,
        **volume,
        "playbackStatus": str(playback.status),
        "playbackWait": playback.is_waiting,
        **sleep,
    }
