"""How a recording's whereabouts look: the pill's words in the pill's tone."""

from __future__ import annotations

from desktop.model.cloud import Whereabouts as Audio
from desktop.ui.models.away import HERE, Away
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


def tone_of(where: Whereabouts, away: Away = HERE) -> Tone:
    """Return the tone of a pill that says where a recording is."""
    if away.where is Audio.COMING:
        return Tone.WARNING
    return _TONES.get(where, Tone.NEUTRAL)
