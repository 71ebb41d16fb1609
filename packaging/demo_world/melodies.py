"""Old tunes, all in the public domain, written as notes and chords."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tune:
    """A melody and what goes under it.

    `melody` holds notes such as `C5`, `F#4:2`, `A4+A2:.5` (struck together) or `-:1.5` (a rest), lengths in beats.
    `chords` holds chords such as `G7` or `Am:2` (beats; else `bar`). Each chord is broken up in the order of `figure`,
    one sign every `step` beats: 1 root, 3 third, 5 fifth, 7 seventh, 8 octave, c the upper notes at once, - nothing.
    The chords begin `pickup` beats after the melody.
    """

    instrument: str
    beats_per_minute: int
    melody: str
    chords: str = ""
    figure: str = ""
    bar: float = 4
    step: float = 1
    pickup: float = 0
    times: int = 1


TWINKLE_A: Final = "C5 C5 G5 G5 A5 A5 G5:2 F5 F5 E5 E5 D5 D5 C5:2"
TWINKLE_B: Final = "G5 G5 F5 F5 E5 E5 D5:2"

FRERE: Final = (
    "C5 D5 E5 C5 C5 D5 E5 C5 E5 F5 G5:2 E5 F5 G5:2 G5:.5 A5:.5 G5:.5 F5:.5 E5 C5 G5:.5 A5:.5 G5:.5 F5:.5 E5 C5 "
    "C5 G4 C5:2 C5 G4 C5:2"
)

BRAHMS: Final = (
    "E5:.5 E5:.5 G5:1.5 E5:.5 E5 G5:2 E5:.5 G5:.5 C6 B5:1.5 A5:.5 A5 G5 D5:.5 E5:.5 F5 D5 D5:.5 E5:.5 F5:2 D5:.5 F5:.5 "
    "B5:.5 A5:.5 G5 B5 C6:2 C5:.5 C5:.5 C6:2 A5:.5 F5:.5 G5:2 E5:.5 C5:.5 F5 G5 A5 G5:2 C5:.5 C5:.5 C6:2 A5:.5 F5:.5 "
    "G5:2 E5:.5 C5:.5 F5 E5 D5 C5:2"
)

GREENSLEEVES: Final = (
    "A4:1 C5:2 D5:1 E5:1.5 F5:.5 E5:1 D5:2 B4:1 G4:1.5 A4:.5 B4:1 C5:2 A4:1 A4:1.5 G#4:.5 A4:1 B4:2 G#4:1 E4:2 "
    "A4:1 C5:2 D5:1 E5:1.5 F5:.5 E5:1 D5:2 B4:1 G4:1.5 A4:.5 B4:1 C5:1.5 B4:.5 A4:1 G#4:1.5 F#4:.5 G#4:1 A4:3 A4:3 "
    "G5:3 G5:1.5 F#5:.5 E5:1 D5:2 B4:1 G4:1.5 A4:.5 B4:1 C5:2 A4:1 A4:1.5 G#4:.5 A4:1 B4:2 G#4:1 E4:3 "
    "G5:3 G5:1.5 F#5:.5 E5:1 D5:2 B4:1 G4:1.5 A4:.5 B4:1 C5:1.5 B4:.5 A4:1 G#4:1.5 F#4:.5 G#4:1 A4:3 A4:2"
)

AU_CLAIR: Final = (
    "C5 C5 C5 D5 E5:2 D5:2 C5 E5 D5 D5 C5:4 C5 C5 C5 D5 E5:2 D5:2 C5 E5 D5 D5 C5:4 "
    "D5 D5 D5 D5 A4:2 A4:2 D5 C5 B4 A4 G4:4 C5 C5 C5 D5 E5:2 D5:2 C5 E5 D5 D5 C5:4"
)

ROW: Final = (
    "C5:1.5 C5:1.5 C5 D5:.5 E5:1.5 E5 D5:.5 E5 F5:.5 G5:3 C6:.5 C6:.5 C6:.5 G5:.5 G5:.5 G5:.5 E5:.5 E5:.5 E5:.5 "
    "C5:.5 C5:.5 C5:.5 G5 F5:.5 E5 D5:.5 C5:3"
)

JOY_A: Final = "E5 E5 F5 G5 G5 F5 E5 D5 C5 C5 D5 E5"
JOY: Final = (
    f"{JOY_A} E5:1.5 D5:.5 D5:2 {JOY_A} D5:1.5 C5:.5 C5:2 D5 D5 E5 C5 D5 E5:.5 F5:.5 E5 C5 D5 E5:.5 F5:.5 E5 D5 "
    f"C5 D5 G4:2 {JOY_A} D5:1.5 C5:.5 C5:2"
)

ELISE_TURN: Final = "E5:.5 D#5:.5 E5:.5 D#5:.5 E5:.5 B4:.5 D5:.5 C5:.5"
ELISE_LOW_A: Final = "A2:.5 E3:.5 A3:.5"
ELISE_FIRST: Final = (
    f"{ELISE_TURN} A4+{ELISE_LOW_A} C4:.5 E4:.5 A4:.5 B4+E2:.5 E3:.5 G#3:.5 E4:.5 G#4:.5 B4:.5 C5+{ELISE_LOW_A} E4:.5 "
    f"{ELISE_TURN} A4+{ELISE_LOW_A} C4:.5 E4:.5 A4:.5 B4+E2:.5 E3:.5 G#3:.5 E4:.5 C5:.5 B4:.5 A4+{ELISE_LOW_A} "
)
ELISE_MIDDLE: Final = (
    "B4:.5 C5:.5 D5:.5 E5+C3:.5 G3:.5 C4:.5 G4:.5 F5:.5 E5:.5 D5+G2:.5 G3:.5 B3:.5 F4:.5 E5:.5 D5:.5 "
    "C5+A2:.5 E3:.5 A3:.5 E4:.5 D5:.5 C5:.5 B4+E2:.5 E3:.5 E4:.5 E4:.5 E5:.5 E5:.5 E6:.5 -:1 D#5:.5 E5:.5 D#5:.5 "
)
ELISE: Final = f"{ELISE_FIRST} -:.5 {ELISE_FIRST} {ELISE_MIDDLE} {ELISE_FIRST} A4+A3+E3:4"

GYMNOPEDIE_CALL: Final = "-:1 F#5 A5 G5 F#5 C#5 B4 C#5 D5 A4:3"
GYMNOPEDIE: Final = (
    f"-:12 {GYMNOPEDIE_CALL} F#4:12 {GYMNOPEDIE_CALL} C#5:3 F#5:3 E4:9 A4 B4 C5 E5 D5 B4 D5 C5 B4 D5:6 "
    f"{GYMNOPEDIE_CALL} D5:6"
)

PRELUDE_BARS: Final = (
    "C4 E4 G4 C5 E5|C4 D4 A4 D5 F5|B3 D4 G4 D5 F5|C4 E4 G4 C5 E5|C4 E4 A4 E5 A5|C4 D4 F#4 A4 D5|B3 D4 G4 D5 G5|"
    "B3 C4 E4 G4 C5|A3 C4 E4 G4 C5|D3 A3 D4 F#4 C5|G3 B3 D4 G4 B4|G3 A#3 E4 G4 C#5|F3 A3 D4 A4 D5|F3 G#3 D4 F4 B4|"
    "E3 G3 C4 G4 C5|E3 F3 A3 C4 F4|D3 F3 A3 C4 F4|G2 D3 G3 B3 F4|C3 E3 G3 C4 E4"
)
PRELUDE: Final = (
    " ".join(
        f"{a}:.5 {b}:.5 {c}:.5 {d}:.5 {e}:.5 {c}:.5 {d}:.5 {e}:.5 " * 2
        for a, b, c, d, e in (bar.split() for bar in PRELUDE_BARS.split("|"))
    )
    + "C3:4"
)

CANON: Final = (
    "F#5:2 E5:2 D5:2 C#5:2 B4:2 A4:2 B4:2 C#5:2 D5:2 C#5:2 B4:2 A4:2 G4:2 F#4:2 G4:2 E4:2 "
    "D5 F#5 A5 G5 F#5 D5 F#5 E5 D5 B4 D5 A5 G5 B5 A5 G5 F#5 D5 E5 C#5 D5 F#5 A5 A4 B4 G4 A4 F#4 D4 D5:1.5 C#5:.5 C#5 "
    "D5:4"
)

TWINKLE: Final = f"{TWINKLE_A} {TWINKLE_B} {TWINKLE_B} {TWINKLE_A}"
TWINKLE_CHORDS_A: Final = "C F:2 C:2 F:2 C:2 G7:2 C:2"
TWINKLE_CHORDS_B: Final = "C:2 F:2 C:2 G7:2"
TWINKLE_CHORDS: Final = f"{TWINKLE_CHORDS_A} {TWINKLE_CHORDS_B} {TWINKLE_CHORDS_B} {TWINKLE_CHORDS_A}"
STAR_CHORDS_A: Final = "Am F:2 Am:2 Dm:2 Am:2 G7:2 C:2"
STAR_CHORDS: Final = f"{TWINKLE_CHORDS_A} Am:2 F:2 C:2 G7:2 Em:2 F:2 C:2 G7:2 {STAR_CHORDS_A}"
BRAHMS_CHORDS: Final = "C C C C G7 G7 G7 C F C F C F C G7 C"
GREEN_CHORDS: Final = "Am Am G G Am Am E E Am Am G G Am E Am Am C C G G Am Am E E C C G G Am E Am Am"
CLAIR_LINE: Final = "C C:2 G7:2 C:2 G7:2 C"
CLAIR_CHORDS: Final = f"{CLAIR_LINE} {CLAIR_LINE} G D G:2 D:2 G {CLAIR_LINE}"
JOY_LINE: Final = "C C C:2 G7:2"
JOY_CHORDS: Final = (
    f"{JOY_LINE} C:2 G7:2 {JOY_LINE} G7:2 C:2 G7:2 C:2 G7:2 C:2 G7:2 C:2 Am:1 D:1 G7:2 {JOY_LINE} G7:2 C:2"
)
SATIE_CHORDS: Final = "G D G D G D G D G D G D G D G D F#m Bm Em Em A7 Am Em G D D G D G D D D"
CANON_CHORDS: Final = "D A Bm F#m G D G A " * 4 + "D D"

TUNES: Final = {
    "twinkle": Tune("music_box", 76, TWINKLE, TWINKLE_CHORDS, "15", times=2),
    "brahms": Tune("music_box", 80, BRAHMS, BRAHMS_CHORDS, "155", bar=3, pickup=1),
    "frere": Tune("marimba", 104, FRERE, "C C C C C C C:2 G:2 C:2 G7:2", "15", times=3),
    "greensleeves": Tune("harp", 132, GREENSLEEVES, GREEN_CHORDS, "158", bar=3, pickup=1),
    "chiisana": Tune("harp", 66, TWINKLE, STAR_CHORDS, "1583", step=0.5),
    "auclair": Tune("music_box", 112, AU_CLAIR, CLAIR_CHORDS, "15"),
    "row": Tune("marimba", 116, ROW, "C C C C C C G7 C", "15", bar=3, step=1.5, times=4),
    "joy": Tune("marimba", 112, JOY, JOY_CHORDS, "15"),
    "elise": Tune("music_box", 104, ELISE),
    "gymnopedie": Tune("harp", 84, GYMNOPEDIE, SATIE_CHORDS, "1c-", bar=3),
    "prelude": Tune("harp", 126, PRELUDE),
    "canon": Tune("harp", 84, CANON, CANON_CHORDS, "1358", bar=2, step=0.5),
}
