"""What the people of a simulated family do to their library."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Protocol

from backend.contract.rank import ENTROPY_BYTES, between
from backend.contract.records import DELETED, Fields, is_deleted


class Surroundings(Protocol):
    """Where ids, values and chance come from."""

    chance: random.Random

    def new_id(self, kind: str) -> str: ...

    def new_value(self) -> str: ...


def edit_of(state: Mapping[str, Fields], *, world: Surroundings) -> dict[str, Fields]:
    """Return what a person does next, seeing this state."""
    chance = world.chance
    alive = {record: fields for record, fields in sorted(state.items()) if not is_deleted(fields)}
    playlists = [record for record in alive if record.startswith("p_")]
    entries = [record for record in alive if record.startswith("e_") and str(alive[record]["playlist"]) in playlists]
    dead = [record for record, fields in sorted(state.items()) if is_deleted(fields)]
    dice = chance.random()
    if not playlists or dice < 0.1:
        playlist = world.new_id("p_")
        return {playlist: {"title": world.new_value()}, **_entry(playlist, world=world)}
    if dice < 0.3:
        return _entry(chance.choice(playlists), world=world)
    if dice < 0.6:
        record = chance.choice([*playlists, *entries])
        return {record: {chance.choice(("title", "artist")): world.new_value()}}
    if dice < 0.7 and entries:
        return {chance.choice(entries): {"pos": _position(chance)}}
    if dice < 0.8 and entries:
        return {chance.choice(entries): {DELETED: 1}}
    if dice < 0.9:
        return {chance.choice(playlists): {DELETED: 1}}
    if dice < 0.93 and dead:
        record = chance.choice(dead)
        needed = str(state[record].get("playlist", record))
        return {record: {DELETED: 0}, needed: {DELETED: 0}}
    if dice < 0.95 and entries:
        return {chance.choice(entries): {"blob": 1, "duration_s": chance.random()}}  # facts that a computer found out
    if dice < 0.97 and entries:
        record = chance.choice(entries)
        return {record: {"title": world.new_value(), "pos": _position(chance)}}
    return {world.new_id("x_"): {"title": world.new_value(), "later": [1, {"deep": None}]}}


def _entry(playlist: str, *, world: Surroundings) -> dict[str, Fields]:
    title = world.new_value()
    fields: Fields = {"playlist": playlist, "title": title, "pos": _position(world.chance)}
    return {world.new_id("e_"): fields}


def _position(chance: random.Random) -> str:
    return between(None, None, entropy=chance.randbytes(ENTROPY_BYTES))[0]
