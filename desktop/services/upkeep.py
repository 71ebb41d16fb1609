"""What is brought up to date when somebody signs in and when the network comes back."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from desktop.model.errors import Offline, SignInNeeded
from desktop.services.connectivity import Reachability
from desktop.services.session import SessionState
from desktop.services.studio import Studio


class Upkeep:
    """Listens for as long as the app runs; `begin` after the session has been restored."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._was_signed_in = False

    def begin(self) -> None:
        """Follow session and connectivity, and catch up now when somebody is signed in."""
        self._studio.session.subscribe(self._on_session_changed)
        self._studio.connectivity.subscribe(self._on_reachability_changed)
        self._on_session_changed(self._studio.session.state)

    def _on_session_changed(self, state: SessionState) -> None:
        was_signed_in, self._was_signed_in = self._was_signed_in, state is SessionState.SIGNED_IN
        if self._was_signed_in and not was_signed_in:
            self._catch_up()

    def _on_reachability_changed(self, reachability: Reachability) -> None:
        if reachability.is_online and self._studio.session.is_signed_in:
            self._studio.players.hurry()
            self._catch_up()

    def _catch_up(self) -> None:
        self._studio.uploads.wake()
        self._studio.supervisor.spawn("refresh cards", _quietly(self._studio.cards.refresh()))


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """Being offline or signed out is shown elsewhere; nobody asked for this refresh."""
    try:
        await work
    except (Offline, SignInNeeded):
        return
