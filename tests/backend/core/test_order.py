"""T10: the order of a playlist on computers that insert and move entries without hearing of one another."""

from __future__ import annotations

import random

from backend.contract.fold import State, fold
from backend.contract.messages import opened
from backend.contract.rank import ENTROPY_BYTES, MAX_LENGTH, place
from backend.contract.records import Fields
from tests.helpers.family_world import Computer, Weather, World

WORLDS = 200
TURNS = 10
EDITS = 17  # of each computer before it hears of the others'
COMPUTERS = 3
CALM = Weather(steps=0, computers=(COMPUTERS, COMPUTERS), has_losses=False, has_truncation=False, has_restores=False)


def order_of(state: State) -> list[tuple[str, str]]:
    """Return (position, entry) of a playlist's entries in their order."""
    return sorted((str(fields["pos"]), record) for record, fields in state.items() if record.startswith("e_"))


def insert_and_move(computer: Computer, *, world: World, turn: int) -> int:
    """Insert and move entries as a person does, at the ends, in the middle, anywhere; return how often."""
    chance: random.Random = world.chance
    line = order_of(computer.state())
    for number in range(EDITS):
        is_move = bool(line) and chance.random() < 0.4
        entry = chance.choice(line)[1] if is_move else f"e_{computer.device}_{turn}_{number}"
        line = [one for one in line if one[1] != entry]
        index = chance.choice((0, len(line), len(line) // 2, chance.randint(0, len(line))))
        (pos,), spaced = place([pos for pos, _ in line], index, entropy=chance.randbytes(ENTROPY_BYTES))
        line = [(now, one) for now, (_, one) in zip(spaced, line, strict=True)]
        writes: dict[str, Fields] = {one: {"pos": now} for now, one in line}  # those that are there already are no edit
        writes[entry] = {"pos": pos} | ({} if is_move else {"playlist": "p_1", "title": entry})
        computer.replica.edit(writes)
        line.insert(index, (pos, entry))
        assert line == sorted(line)
    return EDITS


def test_a_hundred_thousand_inserts_and_moves_give_every_computer_the_same_order() -> None:
    done, longest = 0, 0
    for seed in range(WORLDS):
        world = World(seed, CALM)
        world.is_calm = True
        world.page_commits = 256
        world.computers[0].replica.edit({"p_1": {"title": "Bedtime"}})
        world.settle()
        for turn in range(TURNS):
            for computer in world.computers:
                done += insert_and_move(computer, world=world, turn=turn)
            world.settle()
        whole: State = {}
        for seq in sorted(world.history):
            fold(whole, opened(world.history[seq]))
        orders = [order_of(computer.state()) for computer in world.computers]
        assert orders[0] == orders[1] == orders[2] == order_of(whole)
        assert not any(computer.storage.pend for computer in world.computers)
        longest = max(longest, *(len(pos) for pos, _ in orders[0]))
    assert done >= 100_000
    assert longest <= MAX_LENGTH
