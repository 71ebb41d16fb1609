"""Where a recording's audio is, seen from this computer, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.model.cloud import Whereabouts
from desktop.model.recording import Recording

if TYPE_CHECKING:
    from desktop.services.vault import Vault
    from desktop.store.library import Library


@dataclass(frozen=True, slots=True)
class Away:
    """Where the audio is, and the share of it (0.0 to 1.0) that has come while it is COMING."""

    where: Whereabouts = Whereabouts.HERE
    share: float = 0.0

    @property
    def is_away(self) -> bool:
        return self.where is not Whereabouts.HERE

    @property
    def words(self) -> str:
        """Return it for a row and for a screen reader; "" while it is here."""
        match self.where:
            case Whereabouts.HERE:
                return ""
            case Whereabouts.COMING:
                return f"Coming {round(100 * self.share)}%" if self.share else "Coming"
            case Whereabouts.CLOUD:
                return "In the cloud"
            case Whereabouts.ELSEWHERE:
                return "Not sent yet"

    @property
    def tip(self) -> str:
        """Return the sentence behind those words."""
        match self.where:
            case Whereabouts.HERE:
                return ""
            case Whereabouts.COMING:
                return "The audio is coming from the family's cloud."
            case Whereabouts.CLOUD:
                return "The audio is in the family's cloud. Play it, or keep it here, and it comes."
            case Whereabouts.ELSEWHERE:
                return "The audio is on another computer of the family, which has not sent it yet."

    @property
    def icon(self) -> str:
        """Return the mark of a row whose audio is not here."""
        return {Whereabouts.COMING: "cloud-down", Whereabouts.ELSEWHERE: "laptop"}.get(self.where, "cloud")


HERE = Away()
FindAway = Callable[[Recording], Away]


def always_here(_: Recording) -> Away:
    return HERE


def away_by(library: Library, vault: Vault) -> FindAway:
    """Return the function that says of a recording where its audio is: at once, for painting lists."""

    def find(recording: Recording) -> Away:
        if not library.sync.is_on:
            return HERE  # without a family every file is here, or nowhere
        where = vault.whereabouts(recording)
        if where is Whereabouts.HERE:
            return HERE
        if where is not Whereabouts.COMING or not recording.size_bytes:
            return Away(where)
        return Away(where, min(1.0, vault.progress(recording.key) / recording.size_bytes))

    return find
