"""Writes world.json, the one description of the demo family that the simulator and the app's demo read."""

import json
from pathlib import Path

from demo_world.catalogue import BY_FILE, ENTRIES, Entry
from demo_world.pixel_titles import PIXEL_TITLES
from demo_world.shelf import ICONS, PLAYERS, PLAYLISTS, SHOP_CARDS, Playlist, ShopCard


def write_world(demo: Path) -> None:
    """Writes `world.json` into the folder `demo`."""
    world = {
        "family": {"name": "The Maple family", "email": "maple@example.com"},
        "recordings": [_recording(entry) for entry in ENTRIES],
        "playlists": [_playlist(playlist) for playlist in PLAYLISTS],
        "cards": [
            *(_own_card(playlist, playlist.card) for playlist in PLAYLISTS if playlist.card is not None),
            *(_shop_card(card) for card in SHOP_CARDS),
        ],
        "icons": [
            {"file": f"icons/{name}.png", "title": title, "tags": list(tags)}
            for name, (title, tags) in PIXEL_TITLES.items()
        ],
        "players": list(PLAYERS),
    }
    (demo / "world.json").write_text(json.dumps(world, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _recording(entry: Entry) -> dict[str, object]:
    return {
        "file": entry.path,
        "title": entry.title,
        "artist": entry.artist,
        "album": entry.album,
        "track": entry.track,
        "tags": list(entry.tags),
        "cover": entry.cover_path,
    }


def _playlist(playlist: Playlist) -> dict[str, object]:
    return {
        "id": playlist.key,
        "title": playlist.title,
        "cover": f"covers/{playlist.cover}.jpg",
        "entries": [BY_FILE[file].path for file in playlist.files],
        "card": playlist.card,
    }


def _own_card(playlist: Playlist, card: str) -> dict[str, object]:
    return {
        "cardId": card,
        "title": playlist.title,
        "author": "The Maple family",
        "description": playlist.description,
        "cover": f"covers/{playlist.cover}.jpg",
        "own": True,
        "category": playlist.category,
        "reason": "myo-content-add",
        "tracks": [_track(BY_FILE[file].title, file, ICONS[file]) for file in playlist.files],
    }


def _shop_card(card: ShopCard) -> dict[str, object]:
    return {
        "cardId": card.card,
        "title": card.title,
        "author": card.author,
        "description": card.description,
        "cover": f"covers/{card.cover}.jpg",
        "own": False,
        "category": card.category,
        "reason": "physical-add",
        "tracks": [_track(title, file, icon) for title, file, icon in card.tracks],
    }


def _track(title: str, file: str, icon: str) -> dict[str, str]:
    return {"title": title, "file": BY_FILE[file].path, "icon": f"icons/{icon}.png"}
