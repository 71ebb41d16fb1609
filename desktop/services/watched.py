"""One player as the app follows it: what it reported, what is asked of it, and the last words about that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from desktop.model.command import Command, RequestEvents, RequestStatus
from desktop.model.errors import Offline
from desktop.model.heard import Change, Heard, Presence
from desktop.model.names import PlayerId
from desktop.model.player import Player, Reported, merge
from desktop.model.shown import Shown, shown
from desktop.services.commands import Ending, Ledger
from desktop.services.ports import Clock
from desktop.services.verdicts import verdict

LATE_MESSAGES_S = 10.0  # a player that went offline may still be heard so long (yoto-api.md 3.6)
QUESTIONS_APART_S = 2.0
WORDS_LAST_S = 30.0


class Watched:
    """Owner of one player's `reported` and of its ledger. On the loop's thread.

    `send` puts a command on the wire and returns whether it could; `on_change` is called when something shown has
    changed, `on_failed` when a command came to nothing, with the sentence for it.
    """

    def __init__(
        self,
        player: Player,
        reported: Reported,
        *,
        clock: Clock,
        send: Callable[[PlayerId, Command, str], bool],
        new_id: Callable[[], str],
        on_change: Callable[[PlayerId], None],
        on_failed: Callable[[PlayerId, Ending, str], None],
    ) -> None:
        self.player = player
        self.reported = replace(reported, is_online=None)  # nobody knows yet, whatever the last run knew
        self.trouble: str | None = None  # why the last command came to nothing
        self.note: str | None = None  # a remark on it that is no failure
        self._said_at = 0.0
        self._clock = clock
        self._send = send
        self._new_id = new_id
        self._on_change = on_change
        self._on_failed = on_failed
        self._is_linked = False
        self._has_presence = False
        self._has_spoken = False
        self._gone_at = float("-inf")
        self._questioned_at = float("-inf")
        self.ledger = Ledger(
            send=lambda pending: send(player.id, pending.command, pending.request_id), on_end=self._on_ledger_end
        )

    @property
    def is_online(self) -> bool:
        return self.reported.is_online is True

    def shown(self) -> Shown:
        return shown(self.reported, self.ledger.live, self._clock.now())

    def rename(self, player: Player) -> None:
        """Take the account's news of this player. Its presence on the live connection knows better who is online."""
        is_changed = player != self.player
        self.player = player
        if not self._has_presence and player.is_online != self.reported.is_online:
            self._appear() if player.is_online else self._vanish()
        elif is_changed:
            self._on_change(player.id)

    def link(self, is_linked: bool) -> None:
        """The live connection is up or down."""
        self._is_linked = is_linked
        if not is_linked:
            self._has_presence = False
            self._questioned_at = float("-inf")
        self._gate()

    def ask(self, command: Command, *, note: str | None = None, request_id: str | None = None) -> str:
        """Ask the player; return the request id. Raise Offline at once when it is off: nothing is kept for later."""
        if self.reported.is_online is False:
            raise Offline(f"{self.player.name} is offline.", next_step="Switch it on and wait a moment.")
        request_id = request_id or self._new_id()
        self._say(None, note=note)
        self.ledger.ask(command, request_id=request_id, now=self._clock.now())
        self._on_change(self.player.id)
        return request_id

    def complain(self, sentence: str) -> None:
        """Say why something that was asked for came to nothing."""
        self._say(sentence)
        self._on_change(self.player.id)

    def forget_words(self) -> None:
        """Take back words that have been there long enough."""
        if (self.trouble or self.note) and abs(self._clock.now() - self._said_at) >= WORDS_LAST_S:
            self._say(None)
            self._on_change(self.player.id)

    def question(self) -> None:
        """Ask for a snapshot and a status, which also renews the push of events; not of a player that is off."""
        if not self._is_linked or self.reported.is_online is False:
            return
        if self._clock.now() - self._questioned_at < QUESTIONS_APART_S:
            return
        self._questioned_at = self._clock.now()
        self._send(self.player.id, RequestEvents(), self._new_id())
        self._send(self.player.id, RequestStatus(), self._new_id())

    def check(self) -> None:
        """Let what is overdue end, and ask for the proof of what is accepted."""
        if self.ledger.check(now=self._clock.now()) and self._is_linked:
            self._send(self.player.id, RequestEvents(), self._new_id())

    def hear(self, heard: Heard) -> None:
        match heard:
            case Presence(is_online):
                self._has_presence = True
                if is_online and not self.is_online:
                    self._appear()
                elif not is_online and self.reported.is_online is not False:
                    self._gone_at = self._clock.now()
                    self._vanish()
            case Change(patch, is_event):
                self._notice_life()
                self._apply(patch, is_event=is_event)
            case _:
                self._notice_life()
                if self.ledger.hear(heard, now=self._clock.now()):
                    self._on_change(self.player.id)

    def learn(self, patch: Mapping[str, Any]) -> None:
        """Take in what the cloud last knew, which may be hours old: of a player that has spoken, only the gaps."""
        known = self.reported if self._has_spoken else Reported()
        self._take(replace(self.reported, **{name: patch[name] for name in patch if getattr(known, name) is None}))

    def _apply(self, patch: Mapping[str, Any], *, is_event: bool) -> None:
        now, asked = self._clock.now(), self.ledger.live
        self._has_spoken = True
        merged = merge(self.reported, patch, at=now)
        if is_event:
            self.ledger.witness(patch, merged, now=now)
        self._take(merged, is_news=self.ledger.live != asked)

    def _take(self, reported: Reported, *, is_news: bool = False) -> None:
        before, self.reported = self.reported, reported
        if is_news or replace(reported, heard_at=before.heard_at) != before:
            self._on_change(self.player.id)

    def _notice_life(self) -> None:
        """Whoever speaks is there, though late messages of one that has just gone prove nothing."""
        if not self.is_online and self._clock.now() - self._gone_at >= LATE_MESSAGES_S:
            self._appear()

    def _say(self, trouble: str | None, *, note: str | None = None) -> None:
        self.trouble, self.note, self._said_at = trouble, note, self._clock.now()

    def _appear(self) -> None:
        self._say(None)
        self._set_online(True)
        self._gate()
        self.question()

    def _vanish(self) -> None:
        self._questioned_at = float("-inf")
        self._set_online(False)
        self._gate()
        self.ledger.abandon()

    def _set_online(self, is_online: bool) -> None:
        """The broker and the cloud say so; the player itself has not been heard by that."""
        merged = merge(self.reported, {"is_online": is_online}, at=self._clock.now())
        self._take(replace(merged, heard_at=self.reported.heard_at))

    def _gate(self) -> None:
        if self._is_linked and self.reported.is_online is not False:
            self.ledger.open(now=self._clock.now())
        else:
            self.ledger.shut()

    def _on_ledger_end(self, ending: Ending) -> None:
        words = verdict(self.player.name, ending)
        if words is not None:
            self._say(words)
            self._on_failed(self.player.id, ending, words)
        self._on_change(self.player.id)
