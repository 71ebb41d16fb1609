"""How a recording's whereabouts look: the pill's words in the pill's tone."""

from __future__ import annotations

from desktop.ui.models.state import Whereabouts
from desktop.ui.theme import Tone

_TONES = {
    Whereabouts.ON_YOTO: Tone.GOOD,
    Whereabouts.WAITING: Tone.WARNING,
    Whereabouts.SENDING: Tone.WARNING,
    Whereabouts.PREPARING: Tone.WARNING,
    Whereabouts.FAILED: Tone.BAD,
    Whereabouts.MISSING: Tone.BAD,
}


def tone_of(where: Whereabouts) -> Tone:
    """Return the tone of a pill that says where a recording is."""
    return _TONES.get(where, Tone.NEUTRAL)
