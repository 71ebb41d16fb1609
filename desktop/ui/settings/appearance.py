"""The person's choice of theme: kept in the library, in force in the look."""

from __future__ import annotations

from desktop.store.library import Library
from desktop.ui.look import Look, Preference

NAME = "appearance"  # the preference's name in the library


def choose_appearance(library: Library, look: Look, preference: Preference) -> None:
    """Put a theme in force and remember it."""
    look.set_preference(preference)
    library.transact("Choose the theme", lambda tx: tx.set_preference(NAME, preference.value), undoable=False)


def recall_appearance(library: Library, look: Look) -> None:
    """Put the theme in force that was chosen last; without a choice, the system's."""
    kept = library.preferences.get(NAME)
    known = kept in {one.value for one in Preference}
    look.set_preference(Preference(kept) if known else Preference.SYSTEM)
