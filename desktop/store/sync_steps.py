"""Long work of the sync as short steps, between which the window lives on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from backend.contract.replica import Report


@dataclass(slots=True)
class Outcome:
    """What came of it. `has_forked`: the cloud lacked something of ours, which waits here again."""

    report: Report = field(default_factory=Report)
    has_forked: bool = False


class Steps(Iterator[None]):
    """Each `next` is one short commit. The outcome is there once there is no more; to stop half-way is safe."""

    def __init__(self, work: Generator[None, None, Outcome]) -> None:
        self._work = work
        self._outcome = Outcome()

    @property
    def report(self) -> Report:
        """What all steps together have done."""
        return self._outcome.report

    @property
    def has_forked(self) -> bool:
        """Whether the cloud turned out to lack something that it had."""
        return self._outcome.has_forked

    def __next__(self) -> None:
        try:
            next(self._work)
        except StopIteration as end:
            if isinstance(end.value, Outcome):
                self._outcome = end.value
            raise

    def finish(self) -> Report:
        """Take all the steps at once: for tests and for small work."""
        for _ in self:
            pass
        return self.report
