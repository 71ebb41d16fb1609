"""Makes every test strict: what it logs, starts and opens without saying so fails it."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.helpers import strictness


@pytest.fixture(autouse=True)
def no_live_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    lasting = strictness.lasting_threads(before)
    if lasting:
        pytest.fail(f"threads still live: {lasting}")


@pytest.fixture(autouse=True)
def no_leaked_windows(no_live_threads: None) -> Iterator[None]:
    before = strictness.open_windows()
    yield
    leaked = strictness.leaked_windows(before)
    if leaked:
        pytest.fail(f"windows left behind: {leaked}")


@pytest.fixture(autouse=True)
def no_unexpected_logs(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, no_leaked_windows: None
) -> Iterator[None]:
    """A test that provokes a warning says so: `@pytest.mark.expects_log("part of the text")`."""
    yield
    expected = [text for marker in request.node.iter_markers("expects_log") for text in marker.args]
    records = [record for phase in ("setup", "call", "teardown") for record in caplog.get_records(phase)]
    surprises = strictness.unexpected(records, expected=expected)
    if surprises:
        pytest.fail(f"unexpected logs: {surprises}")


@pytest.fixture
async def _tasks_at_start() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    left = await strictness.pending_tasks(before)
    if left:
        pytest.fail(f"tasks still pending: {left}")


@pytest.fixture(autouse=True)
def no_pending_tasks(request: pytest.FixtureRequest, no_unexpected_logs: None) -> None:
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("_tasks_at_start")
