"""All services of the app, handed to the screen as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.model.account import Endpoints
    from desktop.services.artwork import Artwork
    from desktop.services.cards import Cards
    from desktop.services.connectivity import Connectivity
    from desktop.services.family import Family
    from desktop.services.importer import Importer
    from desktop.services.players import Players
    from desktop.services.playlists import Playlists
    from desktop.services.publisher import Publisher
    from desktop.services.recordings import Recordings
    from desktop.services.session import Session
    from desktop.services.supervisor import Supervisor
    from desktop.services.sync import Sync
    from desktop.services.uploads import Uploads
    from desktop.services.vault import Vault
    from desktop.services.workshop import Workshop
    from desktop.store.library import Library


@dataclass(frozen=True)  # no slots: the workshop is kept beside the fields
class Studio:
    """The composition root builds it; widgets read `library` and send their intents to the services."""

    library: Library
    session: Session
    recordings: Recordings
    playlists: Playlists
    cards: Cards
    uploads: Uploads
    players: Players
    artwork: Artwork
    family: Family
    sync: Sync
    vault: Vault
    connectivity: Connectivity
    supervisor: Supervisor
    endpoints: Endpoints
    open_workshop: Callable[[], Workshop]  # called once, when importing or publishing is first needed

    @cached_property
    def _workshop(self) -> Workshop:
        return self.open_workshop()

    @property
    def importer(self) -> Importer:
        return self._workshop.importer

    @property
    def publisher(self) -> Publisher:
        return self._workshop.publisher
