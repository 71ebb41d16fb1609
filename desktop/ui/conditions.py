"""What the banner says: offline, the session ended, or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.services.connectivity import Connectivity, Reachability
from desktop.services.session import Session, SessionState
from desktop.ui.bind import Refresh, follow
from desktop.ui.window import MainWindow


class Conditions(QObject):
    """Keeps the banner of `window` right. The session's end outweighs the network's."""

    def __init__(
        self,
        window: MainWindow,
        *,
        session: Session,
        connectivity: Connectivity,
        sign_in: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._connectivity, self._sign_in = window, session, connectivity, sign_in
        self._later = Refresh(self, self.refresh)
        follow(self, session.subscribe, self._later)
        follow(self, connectivity.subscribe, self._later)
        self.refresh()

    def refresh(self) -> None:
        """Say what holds now."""
        if self._session.state is SessionState.EXPIRED:
            self._window.say_banner(
                "Your Yoto session has ended. Your library is untouched.",
                icon="sign-in",
                button="Sign in again",
                run=self._sign_in,
            )
        elif not self._connectivity.is_online:
            self._window.say_banner(offline_words(self._connectivity.state), icon="offline")
        else:
            self._window.clear_banner()


def offline_words(reachability: Reachability) -> str:
    """Return what an offline person wants to know."""
    since = reachability.offline_since
    when = f" since {datetime.datetime.fromtimestamp(since).astimezone():%H:%M}" if since is not None else ""
    return f"Offline{when}. Your library is all here; publishing and players wait for the network."
