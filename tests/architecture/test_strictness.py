"""The strict fixtures notice what a test leaves behind."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest

from tests.helpers import strictness


def said(level: int, text: str) -> logging.LogRecord:
    return logging.LogRecord("app", level, __file__, 1, text, None, None)


def test_a_warning_that_nobody_expects_is_a_surprise() -> None:
    records = [said(logging.INFO, "all is well"), said(logging.WARNING, "the disk is full")]
    assert strictness.unexpected(records, expected=[]) == ["app: the disk is full"]
    assert strictness.unexpected(records, expected=["disk"]) == []


def test_a_thread_that_goes_on_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strictness, "GRACE_S", 0.05)
    before = set(threading.enumerate())
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="straggler")
    thread.start()
    assert strictness.lasting_threads(before) == ["straggler"]
    end.set()
    thread.join()
    assert strictness.lasting_threads(before) == []


async def test_a_task_that_is_not_done_is_told() -> None:
    before = asyncio.all_tasks()
    task = asyncio.create_task(asyncio.Event().wait(), name="forgotten")
    left = await strictness.pending_tasks(before)
    assert len(left) == 1
    assert "forgotten" in left[0]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await strictness.pending_tasks(before) == []
