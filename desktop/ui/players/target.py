"""What the bottom bar steers: one of the family's players, or this computer itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from desktop.model.errors import Trouble
from desktop.model.names import CardId, PlayerId, RecordingKey
from desktop.model.player import Model, Playback
from desktop.model.recording import Recording
from desktop.services.studio import Studio
from desktop.ui.listening import Listening
from desktop.ui.players.scene import Scene
from desktop.ui.theme import Tone

COMPUTER = "computer"


class Target(Protocol):
    """Intents of the bar; each may raise Trouble with a sentence for the person."""

    @property
    def id(self) -> str: ...

    def scene(self) -> Scene: ...

    def toggle(self) -> None: ...

    def next(self) -> None: ...

    def previous(self) -> None: ...

    def seek(self, seconds: float) -> None: ...

    def set_volume(self, volume: int) -> str | None:
        """Ask for a volume; return a remark on it, such as the limit at which it was cut."""

    def set_sleep_timer(self, seconds: int) -> None: ...


class PlayerTarget:
    """A Yoto player."""

    def __init__(self, studio: Studio, player: PlayerId) -> None:
        self._studio = studio
        self._player = player

    @property
    def id(self) -> str:
        return self._player

    def scene(self) -> Scene:
        player = next((one for one in self._studio.players.players() if one.id == self._player), None)
        name = player.name if player else "Player"
        icon = "player-mini" if player and player.model is Model.MINI else "player"
        shown = self._studio.players.shown(self._player)
        reported = shown.reported
        is_online = bool(reported.is_online)
        card = self._studio.library.cards.get(reported.card_id) if reported.card_id else None
        caption, tone = self._caption(name, is_online=is_online, is_asked=shown.is_asked)
        return Scene(
            name=name,
            icon=icon,
            title=reported.track_title or reported.chapter_title or (card.title if card else "Nothing playing"),
            caption=caption,
            caption_tone=tone,
            cover=cover_of_card(self._studio, reported.card_id),
            is_idle=reported.card_id is None,
            is_playing=shown.is_playing and is_online,
            is_asked=bool(shown.asked & {"playback", "card_id", "position_s"}),
            is_volume_asked="volume_step" in shown.asked,
            can_toggle=is_online and reported.card_id is not None,
            can_skip=is_online and reported.card_id is not None and not reported.is_streaming,
            can_seek=is_online and bool(reported.track_length_s) and not reported.is_streaming,
            can_sleep=is_online and reported.playback is Playback.PLAYING,
            can_set_volume=is_online,
            position_s=shown.position_s,
            length_s=reported.track_length_s,
            volume=reported.volume_step or 0,
            cap=reported.volume_cap,
            sleep_s=shown.sleep_s if is_online else None,
        )

    def _caption(self, name: str, *, is_online: bool, is_asked: bool) -> tuple[str, Tone]:
        trouble = self._studio.players.trouble(self._player)
        if trouble:
            return trouble, Tone.BAD
        if not is_online:
            return f"{name} is offline", Tone.NEUTRAL
        if is_asked:
            return f"Asking {name}…", Tone.ACCENT
        if not self._studio.players.link.is_connected:
            return f"Reconnecting to {name}…", Tone.NEUTRAL
        reported = self._studio.players.shown(self._player).reported
        if reported.is_waiting or reported.playback is Playback.LOADING:
            return f"{name} is loading…", Tone.NEUTRAL
        state = {Playback.PLAYING: "Playing on", Playback.PAUSED: "Paused on"}
        return f"{state.get(reported.playback, 'Ready on') if reported.playback else 'Ready on'} {name}", Tone.NEUTRAL

    def toggle(self) -> None:
        self._studio.players.toggle(self._player)

    def stop(self) -> None:
        self._studio.players.stop(self._player)

    def next(self) -> None:
        self._studio.players.next(self._player)

    def previous(self) -> None:
        self._studio.players.previous(self._player)

    def seek(self, seconds: float) -> None:
        self._studio.players.seek(self._player, int(seconds))

    def set_volume(self, volume: int) -> str | None:
        self._studio.players.set_volume(self._player, volume)
        return self._studio.players.note(self._player)

    def set_sleep_timer(self, seconds: int) -> None:
        self._studio.players.set_sleep_timer(self._player, seconds)


class ComputerTarget:
    """This computer: plays the library's recordings with no network, one after the other.

    Audio that is not here comes from the family's cloud first: `spawn` runs that, and shows what fails.
    """

    def __init__(
        self, studio: Studio, listening: Listening, *, spawn: Callable[[Coroutine[Any, Any, object]], object]
    ) -> None:
        self._studio = studio
        self._listening = listening
        self._spawn = spawn
        self._line: tuple[RecordingKey, ...] = ()
        self._coming: Recording | None = None  # what is to play once it is here

    @property
    def id(self) -> str:
        return COMPUTER

    def play(self, key: RecordingKey, *, line: tuple[RecordingKey, ...] = ()) -> None:
        """Play a recording; `line` is what next and previous go along."""
        recording = self._studio.library.recordings.get(key)
        if recording is None:
            return
        path = self._studio.library.recordings.path(recording)
        if not path.exists() and not self._studio.library.sync.is_on:
            raise Trouble(f"The audio of “{recording.title}” is not on this computer.", next_step="Add the file again.")
        self._line = line or (key,)
        if path.exists():
            self._coming = None
            self._listening.play(recording, path=path)
        elif self._coming is None or self._coming.key != key:
            self._coming = recording
            self._listening.stop()
            self._spawn(self._play_when_here(recording))

    async def _play_when_here(self, recording: Recording) -> None:
        """Have the audio come, and play it unless something else was chosen meanwhile."""
        try:
            path = await self._studio.vault.fetch(recording)
        except Trouble:
            if self._coming == recording:
                self._coming = None
                self._listening.stop()
            raise
        if self._coming == recording:
            self._coming = None
            self._listening.play(recording, path=path)

    def scene(self) -> Scene:
        listening = self._listening
        if self._coming is not None:
            return self._scene_of_coming(self._as_now(self._coming))
        if listening.recording is None:
            return Scene(
                name="This computer",
                icon="computer",
                title="Nothing playing",
                caption="Choose a recording to hear",
                is_idle=True,
                volume=round(listening.volume * 100),
                volume_most=100,
            )
        recording = self._as_now(listening.recording)
        return Scene(
            name="This computer",
            icon="computer",
            title=recording.title,
            caption=f"{'Playing' if listening.is_playing else 'Paused'} on this computer",
            cover=self._studio.library.artwork.path(recording.cover) if recording.cover else None,
            is_playing=listening.is_playing,
            can_toggle=True,
            can_skip=len(self._line) > 1,
            can_seek=True,
            position_s=listening.position_s,
            length_s=listening.duration_s,
            volume=round(listening.volume * 100),
            volume_most=100,
        )

    def _as_now(self, recording: Recording) -> Recording:
        """Return it with the title and cover that it has by now; as it was, once it is removed."""
        return self._studio.library.recordings.get(recording.key) or recording

    def _scene_of_coming(self, recording: Recording) -> Scene:
        come = self._studio.vault.progress(recording.key)
        share = f" {round(100 * come / recording.size_bytes)}%" if come and recording.size_bytes else ""
        return Scene(
            name="This computer",
            icon="computer",
            title=recording.title,
            caption=f"Coming from the cloud…{share}",
            cover=self._studio.library.artwork.path(recording.cover) if recording.cover else None,
            can_skip=len(self._line) > 1,
            length_s=recording.duration_s,
            volume=round(self._listening.volume * 100),
            volume_most=100,
        )

    def toggle(self) -> None:
        self._listening.toggle()

    def next(self) -> None:
        self._step(1)

    def previous(self) -> None:
        if self._listening.position_s > 3:
            self._listening.seek(0)
        else:
            self._step(-1)

    def _step(self, step: int) -> None:
        playing = self._coming or self._listening.recording
        if playing is None or playing.key not in self._line:
            return
        wanted = self._line.index(playing.key) + step
        if 0 <= wanted < len(self._line):
            self.play(self._line[wanted], line=self._line)

    def seek(self, seconds: float) -> None:
        self._listening.seek(seconds)

    def set_volume(self, volume: int) -> str | None:
        self._listening.set_volume(volume / 100)
        return None

    def set_sleep_timer(self, seconds: int) -> None:
        """There is no sleep timer for this computer; the bar hides it."""


def cover_of_card(studio: Studio, card_id: CardId | None) -> Path | None:
    """Return the picture of a card that is kept on this computer."""
    card = studio.library.cards.get(card_id) if card_id else None
    return studio.library.artwork.path(card.cover) if card and card.cover else None
