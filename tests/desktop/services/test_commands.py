"""The ledger of one player's commands: lanes, order, deadlines."""

from __future__ import annotations

import pytest

from desktop.model.command import Command, Outcome, Pause, Pending, PlayCard, Resume, SetVolume, Stop
from desktop.model.heard import Answer
from desktop.model.names import CardId
from desktop.model.player import Playback, Reported
from desktop.services.commands import Cause, Ending, Ledger

A, B, C = (PlayCard(CardId("iXwvb"), key, "01", seconds_in=0) for key in ("01", "02", "03"))


class Wire:
    """A ledger, what it sent and how its commands ended."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.endings: list[Ending] = []
        self.is_broken = False
        self.ledger = Ledger(send=self.send, on_end=self.endings.append)
        self.ledger.open(now=0)
        self._count = 0

    def send(self, pending: Pending) -> bool:
        if not self.is_broken:
            self.sent.append(pending.command)
        return not self.is_broken

    def ask(self, command: Command, *, now: float = 0.0) -> str:
        self._count += 1
        self.ledger.ask(command, request_id=f"r{self._count}", now=now)
        return f"r{self._count}"

    def answer(self, request_id: str, *, is_ok: bool = True, now: float = 0.1) -> bool:
        return self.ledger.hear(Answer("x", is_ok, request_id, ""), now=now)

    @property
    def causes(self) -> list[Cause]:
        return [ending.cause for ending in self.endings]

    @property
    def live(self) -> list[Command]:
        return [one.command for one in self.ledger.live]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_of_many_volumes_one_is_under_way_and_the_newest_waits(wire: Wire) -> None:
    first = wire.ask(SetVolume(1))
    for step in range(2, 9):
        wire.ask(SetVolume(step))
    assert wire.sent == [SetVolume(1)]
    assert wire.live == [SetVolume(1), SetVolume(8)]
    wire.answer(first)
    assert wire.sent == [SetVolume(1), SetVolume(8)]
    assert wire.live == [SetVolume(8)]


def test_a_refused_volume_lets_the_waiting_one_go(wire: Wire) -> None:
    first = wire.ask(SetVolume(1))
    wire.ask(SetVolume(2))
    wire.answer(first, is_ok=False)
    assert wire.sent == [SetVolume(1), SetVolume(2)]
    assert wire.causes == [Cause.REFUSED]


def test_an_unanswered_volume_takes_the_waiting_one_with_it_for_one_sentence(wire: Wire) -> None:
    wire.ask(SetVolume(1))
    wire.ask(SetVolume(2), now=9)
    wire.ledger.check(now=10)
    assert wire.causes == [Cause.SILENT]
    assert wire.live == []
    assert wire.sent == [SetVolume(1)]


def test_a_pause_behind_a_waiting_card_keeps_its_turn(wire: Wire) -> None:
    first = wire.ask(A)
    wire.ask(B)
    wire.ask(Pause())
    assert wire.sent == [A]
    wire.answer(first)
    assert wire.sent == [A, B, Pause()]


def test_a_stop_makes_waiting_cards_pointless(wire: Wire) -> None:
    wire.ask(A)
    wire.ask(B)
    wire.ask(Stop())
    assert wire.sent == [A, Stop()]


def test_a_pause_goes_out_at_once_while_a_card_is_starting_and_keeps_it_in_view(wire: Wire) -> None:
    started = wire.ask(A)
    wire.answer(started)
    wire.ask(Pause())
    assert wire.sent == [A, Pause()]
    assert wire.live == [A, Pause()]


def test_pause_and_resume_go_out_both_and_in_order(wire: Wire) -> None:
    wire.ask(Pause())
    wire.ask(Resume())
    assert wire.sent == [Pause(), Resume()]


def test_proof_of_the_newest_makes_the_older_of_its_lane_pointless(wire: Wire) -> None:
    wire.ask(SetVolume(3))
    wire.ask(Pause())
    wire.ask(Resume())
    wire.ledger.witness({"playback": Playback.PLAYING}, Reported(playback=Playback.PLAYING), now=1)
    assert wire.live == [SetVolume(3)]
    assert wire.causes == [Cause.PROVEN]


def test_proof_may_come_before_the_answer(wire: Wire) -> None:
    request = wire.ask(Pause())
    wire.ledger.witness({"playback": Playback.PAUSED}, Reported(playback=Playback.PAUSED), now=1)
    assert not wire.answer(request)
    assert wire.causes == [Cause.PROVEN]


def test_a_snapshot_is_due_soon_after_an_answer_and_every_three_seconds_then(wire: Wire) -> None:
    wire.answer(wire.ask(SetVolume(3)), now=0.2)
    assert wire.ledger.next_due == pytest.approx(0.8)
    assert not wire.ledger.check(now=0.7)
    assert wire.ledger.check(now=0.8)
    assert not wire.ledger.check(now=0.9)
    assert wire.ledger.check(now=3.8)


def test_an_accepted_command_without_proof_ends_at_its_deadline(wire: Wire) -> None:
    wire.answer(wire.ask(SetVolume(3)))
    wire.ledger.check(now=10)
    assert wire.causes == [Cause.UNPROVEN]
    assert wire.endings[0].outcome is Outcome.UNANSWERED


def test_what_is_asked_while_shut_waits_five_seconds_at_most(wire: Wire) -> None:
    wire.ledger.shut()
    wire.ask(Pause(), now=0)
    wire.ledger.check(now=4.9)
    assert wire.endings == []
    wire.ledger.check(now=5)
    assert wire.causes == [Cause.TOO_LATE]
    wire.ledger.open(now=6)
    assert wire.sent == []


def test_what_is_too_old_when_the_line_is_back_is_not_sent(wire: Wire) -> None:
    wire.ledger.shut()
    wire.ask(Pause(), now=0)
    wire.ledger.open(now=5.1)
    assert wire.sent == []
    assert wire.causes == [Cause.TOO_LATE]


def test_what_was_sent_before_the_line_broke_is_not_sent_again(wire: Wire) -> None:
    wire.ask(Pause())
    wire.ledger.shut()
    wire.ledger.open(now=1)
    assert wire.sent == [Pause()]


def test_what_the_wire_did_not_take_waits_for_the_next_one(wire: Wire) -> None:
    wire.is_broken = True
    wire.ask(Pause())
    wire.ledger.shut()
    wire.is_broken = False
    wire.ledger.open(now=1)
    assert wire.sent == [Pause()]
    assert wire.ledger.live[0].deadline == 11


def test_nothing_is_due_without_commands(wire: Wire) -> None:
    assert wire.ledger.next_due is None
    wire.ledger.check(now=100)
    wire.ledger.abandon()
    assert wire.endings == []


def test_abandoning_ends_everything_once(wire: Wire) -> None:
    wire.ask(A)
    wire.ask(B)
    wire.ask(SetVolume(3))
    wire.ledger.abandon()
    assert wire.causes == [Cause.GONE, Cause.GONE]
    assert wire.live == []


def test_checking_makes_progress_whenever_something_is_due(wire: Wire) -> None:
    """Else the one who waits for `next_due` would spin."""
    wire.ask(A)
    wire.ask(B)
    wire.answer(wire.ask(SetVolume(3)))
    wire.ledger.shut()
    wire.ask(Pause())
    now = 0.0
    for _ in range(100):
        due = wire.ledger.next_due
        if due is None:
            break
        now = max(now, due)
        wire.ledger.check(now=now)
        assert wire.ledger.next_due is None or wire.ledger.next_due > now
    assert wire.live == []


def test_three_cards_in_a_row_skip_the_middle_one(wire: Wire) -> None:
    first = wire.ask(A)
    wire.ask(B)
    wire.ask(C)
    wire.answer(first)
    assert wire.sent == [A, C]
