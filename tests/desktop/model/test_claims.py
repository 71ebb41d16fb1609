"""What is read of an access token, and what is made of one that says nothing."""

from __future__ import annotations

import pytest

from desktop.model.account import Tokens
from desktop.model.claims import life_s, user_of
from tests.helpers.fakes_players import token


def test_user_and_life_are_read_from_the_claims() -> None:
    tokens = Tokens(token(sub="auth0|abc", issued=1000.0, life_s=28_800.0), None, 0.0)
    assert user_of(tokens) == "auth0|abc"
    assert life_s(tokens) == 28_800


@pytest.mark.parametrize("text", ["", "opaque", "a.b", "a.!!!.c", "a.W10.c", "a.e30.c", "a.eyJzdWIiOjF9.c", "a.Ww.c"])
def test_what_is_no_jwt_says_nothing(text: str) -> None:
    assert user_of(Tokens(text, None, 0.0)) == ""
    assert life_s(Tokens(text, None, 0.0)) is None
