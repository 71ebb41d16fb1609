"""All services of the app, handed to the screen as one value."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.model.account import Endpoints
from desktop.services.artwork import Artwork
from desktop.services.cards import Cards
from desktop.services.connectivity import Connectivity
from desktop.services.importer import Importer
from desktop.services.players import Players
from desktop.services.playlists import Playlists
from desktop.services.publisher import Publisher
from desktop.services.recordings import Recordings
from desktop.services.session import Session
from desktop.services.supervisor import Supervisor
from desktop.services.uploads import Uploads
from desktop.store.library import Library


@dataclass(frozen=True, slots=True)
class Studio:
    """The composition root builds it; widgets read `library` and send their intents to the services."""

    library: Library
    session: Session
    recordings: Recordings
    importer: Importer
    playlists: Playlists
    cards: Cards
    uploads: Uploads
    publisher: Publisher
    players: Players
    artwork: Artwork
    connectivity: Connectivity
    supervisor: Supervisor
    endpoints: Endpoints
