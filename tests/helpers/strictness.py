"""What a test must not leave behind: unexpected logs, pending tasks, live threads, leaked windows."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any

GRACE_S = 5.0  # for a thread that is on its way out


def unexpected(records: Iterable[logging.LogRecord], *, expected: Iterable[str]) -> list[str]:
    """Return the messages at warning level and above that no expected text is part of."""
    texts = tuple(expected)
    said = [f"{record.name}: {record.getMessage()}" for record in records if record.levelno >= logging.WARNING]
    return [line for line in said if not any(text in line for text in texts)]


def lasting_threads(before: set[threading.Thread]) -> list[str]:
    """Return the names of threads born since `before` that do not end within the grace time."""
    deadline = time.monotonic() + GRACE_S
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):  # Qt's and C libraries' threads, merely seen by Python
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
    return [
        thread.name
        for thread in set(threading.enumerate()) - before
        if thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]


async def pending_tasks(before: set[asyncio.Task[Any]]) -> list[str]:
    """Return what was started since `before` and is still not done after the loop has gone round a few times."""
    for _ in range(5):
        await asyncio.sleep(0)
    mine = asyncio.current_task()
    return [repr(task) for task in asyncio.all_tasks() - before if task is not mine]


def open_windows() -> set[int]:
    """Return the identities of Qt's top-level widgets, or nothing when Qt is not in use."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    return {id(widget) for widget in widgets.QApplication.topLevelWidgets()}


def leaked_windows(before: set[int]) -> list[str]:
    """Return the top-level widgets that appeared since `before` and that nothing has destroyed."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    if {id(widget) for widget in widgets.QApplication.topLevelWidgets()} - before:
        gc.collect()
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    return [
        f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in widgets.QApplication.topLevelWidgets()
        if id(widget) not in before
    ]
