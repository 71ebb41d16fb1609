"""The volume table of yoto-api.md 3.9, to the letter."""

from __future__ import annotations

import pytest

from desktop.model.volume import STEPS, command_for_step, step_for_command

TABLE = [0, 7, 13, 19, 25, 32, 38, 44, 50, 57, 63, 69, 75, 82, 88, 94, 100]


@pytest.mark.parametrize(("step", "command"), list(enumerate(TABLE)))
def test_each_step_is_sent_as_the_reference_says_and_comes_back_as_itself(step: int, command: int) -> None:
    assert command_for_step(step) == command
    assert step_for_command(command) == step


@pytest.mark.parametrize(("command", "step"), [(0, 0), (10, 1), (20, 3), (30, 4), (40, 6), (50, 8), (100, 16)])
def test_a_player_makes_of_a_command_what_was_measured(command: int, step: int) -> None:
    assert step_for_command(command) == step


def test_quirk_3_a_step_sent_as_a_command_would_nearly_mute() -> None:
    assert step_for_command(3) == 0
    assert step_for_command(command_for_step(3)) == 3


@pytest.mark.parametrize("step", [-1, STEPS + 1])
def test_there_is_no_step_beyond_the_scale(step: int) -> None:
    with pytest.raises(ValueError, match="0 to 16"):
        command_for_step(step)
