"""What a commit changed, and the telling of everyone who asked to be told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeAlias

KINDS = frozenset(
    {
        "recording",
        "playlist",
        "entry",
        "card",
        "player",
        "upload",
        "activity",
        "preference",
        "artwork",
        "account",
        "undo",
        "sync",
        "loss",
    }
)


@dataclass(frozen=True, slots=True)
class Changes:
    """The keys that one commit changed, by kind. `initiator` is whoever asked for it, to know one's own changes."""

    label: str
    initiator: object | None
    keys: Mapping[str, frozenset[str]]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.keys)

    def of(self, kind: str) -> frozenset[str]:
        """Return the changed keys of a kind; empty when it was left alone."""
        if kind not in KINDS:
            raise ValueError(f"there is no kind {kind!r}")
        return self.keys.get(kind, frozenset())

    def __contains__(self, kind: str) -> bool:
        return bool(self.of(kind))


Listener: TypeAlias = Callable[[Changes], None]


@dataclass(slots=True)
class Collected:
    """The changes of a transaction that is still open."""

    _keys: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, key: str) -> None:
        self._keys.setdefault(kind, set()).add(key)

    def add_all(self, kind: str, keys: Iterable[str]) -> None:
        self._keys.setdefault(kind, set()).update(keys)

    def changes(self, *, label: str, initiator: object | None) -> Changes | None:
        """Return all that was collected, or None for nothing."""
        if not self._keys:
            return None
        return Changes(label, initiator, {kind: frozenset(keys) for kind, keys in self._keys.items()})


class Announcements:
    """The listeners. Every listener hears every commit, in the order of the commits.

    A commit made by a listener is announced after the one that it was listening to. An exception of a listener is a
    bug: the others are still told, then it is raised (the last one, when there are several, with the others as its
    context).
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._waiting: deque[Changes] = deque()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after each commit. Return what ends that; ending it twice is harmless."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def announce(self, changes: Changes) -> None:
        self._waiting.append(changes)
        if len(self._waiting) == 1:
            self._tell()

    def _tell(self) -> None:
        try:
            with ExitStack() as calls:
                for listener in reversed(self._listeners):
                    calls.callback(self._call, listener, self._waiting[0])
        finally:
            self._waiting.popleft()
            if self._waiting:
                self._tell()

    def _call(self, listener: Listener, changes: Changes) -> None:
        if listener in self._listeners:  # another listener may have ended it meanwhile
            listener(changes)
