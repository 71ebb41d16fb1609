"""The fold and the three-way merge: the table of sync.md, and what holds for any writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.contract.digest import digest, written
from backend.contract.fold import State, fold, overlaid
from backend.contract.merge import Change, Loss, Merged, Note, Outcome, merge, return_to
from backend.contract.records import DELETED, Fields, Op, is_deleted

IDS = st.sampled_from(["p_1", "p_2", "e_1", "e_2", "t_1", "x_1"])
CONTENT = st.dictionaries(st.sampled_from(["title", "pos", "artist"]), st.sampled_from(["a", "b", "c"]), max_size=3)
WRITE = st.builds(
    lambda content, dead: {**content, **dead}, CONTENT, st.sampled_from([{}, {}, {DELETED: 1}, {DELETED: 0}])
)
WRITES = st.dictionaries(IDS, WRITE.filter(bool), max_size=4)
ENTRY: Fields = {"playlist": "p_1", "title": "one", "pos": "V"}


def merged(*, base: State, theirs: State, mine: State) -> Merged:
    new = dict(base)
    fold(new, [Op(record, fields) for record, fields in theirs.items()])
    changes = {record: Change(base.get(record), new[record]) for record in theirs}
    return merge(mine, changes=changes, view=lambda record: overlaid(new.get(record), mine.get(record)) or None)


@given(st.lists(WRITES, max_size=6), st.integers(0, 6))
def test_a_fold_is_the_fold_of_its_parts(logs: list[State], cut: int) -> None:
    whole: State = {}
    parts: State = {}
    for log in (*logs[:cut], *logs[cut:]):
        fold(whole, [Op(record, fields) for record, fields in log.items()])
    for log in logs:
        for record, fields in log.items():
            for name, value in fields.items():
                fold(parts, [Op(record, {name: value})])
    assert whole == parts


@given(st.lists(WRITES, max_size=6))
def test_a_digest_kept_up_to_date_is_the_digest_of_the_whole(logs: list[State]) -> None:
    state: State = {}
    kept = 0
    for log in logs:
        for record, fields in log.items():
            before = state.get(record)
            fold(state, [Op(record, fields)])
            kept = written(kept, record=record, before=before, after=state[record])
    assert kept == digest(state)


@given(WRITES, WRITES, WRITES)
def test_a_merge_keeps_each_value_of_mine_or_says_that_it_is_lost(base: State, theirs: State, mine: State) -> None:
    outcome = merged(base=base, theirs=theirs, mine=mine)
    lost = {(loss.record, loss.field) for loss in outcome.losses}
    for record, fields in mine.items():
        for name, value in fields.items():
            kept = outcome.writes.get(record, {}).get(name) == value
            is_theirs = theirs.get(record, {}).get(name) == value
            assert kept or is_theirs or (record, name) in lost or name == DELETED


@given(WRITES, WRITES, WRITES)
def test_a_merge_never_adds_a_tombstone(base: State, theirs: State, mine: State) -> None:
    for record, fields in merged(base=base, theirs=theirs, mine=mine).writes.items():
        assert not is_deleted(fields) or is_deleted(mine.get(record))


@given(WRITES, WRITES)
def test_the_same_writes_on_both_sides_cost_nothing(base: State, both: State) -> None:
    outcome = merged(base=base, theirs=both, mine=both)
    assert not outcome.losses


@given(WRITES, WRITES)
def test_merging_with_nothing_changes_nothing(base: State, mine: State) -> None:
    assert merged(base=base, theirs={}, mine=mine) == Merged(dict(mine))


@given(WRITES, WRITES)
def test_after_a_fork_nothing_that_lived_here_is_dead(former: State, base: State) -> None:
    found = return_to((record, former.get(record), base.get(record)) for record in {**former, **base})
    state = dict(base)
    fold(state, [Op(record, fields) for record, fields in found.writes.items()])
    for record, fields in former.items():
        assert is_deleted(fields) or not is_deleted(state[record])


def test_different_fields_are_both_kept() -> None:
    found = merged(base={"p_1": {"title": "a"}}, theirs={"p_1": {"title": "b"}}, mine={"p_1": {"cover": "c"}})
    assert found == Merged({"p_1": {"cover": "c"}})


def test_the_first_value_stays_and_the_second_goes_to_the_ledger() -> None:
    found = merged(base={"p_1": {"title": "a"}}, theirs={"p_1": {"title": "b"}}, mine={"p_1": {"title": "c"}})
    assert found == Merged({}, (Loss("p_1", "title", "c"),), (Note(Outcome.REPLACED, "p_1", "title"),))


def test_my_edit_revives_what_they_deleted() -> None:
    found = merged(base={"p_1": {"title": "a"}}, theirs={"p_1": {DELETED: 1}}, mine={"p_1": {"title": "c"}})
    assert found == Merged({"p_1": {"title": "c", DELETED: 0}}, (), (Note(Outcome.REVIVED, "p_1"),))


def test_their_edit_spares_what_i_deleted() -> None:
    found = merged(base={"p_1": {"title": "a"}}, theirs={"p_1": {"title": "b"}}, mine={"p_1": {DELETED: 1}})
    assert found == Merged({}, (), (Note(Outcome.SPARED, "p_1"),))


def test_my_new_entry_revives_the_playlist_that_they_deleted() -> None:
    found = merged(base={"p_1": {"title": "a"}}, theirs={"p_1": {DELETED: 1}}, mine={"e_1": ENTRY})
    assert found == Merged({"e_1": ENTRY, "p_1": {DELETED: 0}}, (), (Note(Outcome.REVIVED, "p_1"),))


def test_their_new_entry_spares_the_playlist_that_i_deleted() -> None:
    found = merged(base={"p_1": {"title": "a"}}, theirs={"e_1": ENTRY}, mine={"p_1": {DELETED: 1}})
    assert found == Merged({}, (), (Note(Outcome.SPARED, "p_1"),))


def test_a_delete_wins_against_a_mere_reorder_on_either_side() -> None:
    base: State = {"p_1": {"title": "a"}, "e_1": ENTRY}
    ours = merged(base=base, theirs={"e_1": {"pos": "W"}}, mine={"e_1": {DELETED: 1}})
    assert ours == Merged({"e_1": {DELETED: 1}}, (), (Note(Outcome.STAYS_DELETED, "e_1"),))
    theirs = merged(base=base, theirs={"e_1": {DELETED: 1}}, mine={"e_1": {"pos": "W"}})
    assert DELETED not in theirs.writes["e_1"]
    assert theirs.notes == (Note(Outcome.STAYS_DELETED, "e_1"),)
    of_playlist = merged(base=base, theirs={"p_1": {DELETED: 1}}, mine={"e_1": {"pos": "W"}})
    assert "p_1" not in of_playlist.writes


def test_the_same_audio_imported_twice_is_one_recording() -> None:
    audio: Fields = {"title": "a", "sha": "f00"}
    assert merged(base={}, theirs={"t_1": audio}, mine={"t_1": audio}) == Merged({})
