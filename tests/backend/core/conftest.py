"""A cloud in memory for the tests of its core."""

from __future__ import annotations

import pytest

from tests.helpers.family_calls import Cloud


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()
