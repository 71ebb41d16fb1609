"""Lists the demo family's recordings: what each is, how it sounds and which picture it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording to make.

    `sound` says how: `text:<name>@<voice>` is read aloud, `tune:<name>` is played, `scape:<name>@<seconds>` is
    generated.
    """

    file: str
    title: str
    artist: str
    album: str
    track: int
    tags: tuple[str, ...]
    cover: str
    sound: str

    @property
    def path(self) -> str:
        return f"recordings/{self.file}"

    @property
    def cover_path(self) -> str:
        return f"covers/{self.cover}.jpg"


@dataclass(frozen=True, slots=True)
class Album:
    """What the recordings of one album share; a row is (file, title, cover, sound)."""

    title: str
    artist: str
    tags: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str], ...]

    def entries(self) -> Iterator[Entry]:
        for track, (file, title, cover, sound) in enumerate(self.rows, start=1):
            yield Entry(file, title, self.artist, self.title, track, self.tags, cover, sound)


LONG_TITLE: Final = (
    "The Elephant's Child, or How the Great Grey-Green, Greasy Limpopo River, All Set About with Fever-Trees, "
    "Came to Be the Place Where He Got His Trunk"
)

ALBUMS: Final = (
    Album(
        "Aesop's Fables",
        "Aesop",
        ("stories", "bedtime"),
        (
            ("tortoise-hare.opus", "The Tortoise and the Hare", "tortoise", "text:tortoise@slt"),
            ("lion-mouse.opus", "The Lion and the Mouse", "lion", "text:lion@rms"),
            ("fox-grapes.opus", "The Fox and the Grapes", "fox", "text:fox@slt"),
            ("crow-pitcher.opus", "The Crow and the Pitcher", "hills", "text:crow@awb"),
            ("ants-grasshopper.opus", "The Ants and the Grasshopper", "meadow", "text:ants@slt"),
            ("north-wind-sun.opus", "The North Wind and the Sun", "balloon", "text:northwind@rms"),
            ("town-mouse.opus", "The Town Mouse and the Country Mouse", "city", "text:townmouse@slt"),
        ),
    ),
    Album(
        "The Tale of Peter Rabbit",
        "Beatrix Potter",
        ("stories", "animals"),
        (
            ("peter-1.mp3", "Four Little Rabbits", "rabbit", "text:peter1@slt"),
            ("peter-2.mp3", "Under Mr. McGregor's Gate", "rabbit", "text:peter2@slt"),
            ("peter-3.mp3", "In the Watering Can", "rabbit", "text:peter3@slt"),
            ("peter-4.mp3", "Camomile Tea", "rabbit", "text:peter4@slt"),
        ),
    ),
    Album(
        "A Child's Garden of Verses",
        "Robert Louis Stevenson",
        ("poems", "bedtime"),
        (
            ("bed-in-summer.opus", "Bed in Summer", "hills", "text:bedinsummer@awb"),
            ("counterpane.opus", "The Land of Counterpane", "castle", "text:counterpane@awb"),
            ("my-shadow.opus", "My Shadow", "lighthouse", "text:shadow@awb"),
            ("the-swing.opus", "The Swing", "balloon", "text:swing@slt"),
            ("windy-nights.opus", "Windy Nights", "forest", "text:windynights@rms"),
            ("the-moon.opus", "The Moon", "moon", "text:themoon@awb"),
        ),
    ),
    Album(
        "Nonsense Songs",
        "Edward Lear",
        ("poems", "funny"),
        (
            ("owl-pussycat.opus", "The Owl and the Pussy-Cat", "owl", "text:owlpussycat@awb"),
            ("jumblies.opus", "The Jumblies", "boat", "text:jumblies@rms"),
            ("limericks.opus", "Three Limericks", "umbrella", "text:limericks@kal16"),
        ),
    ),
    Album(
        "Mother Goose",
        "Traditional",
        ("rhymes", "bedtime"),
        (
            ("hey-diddle.opus", "Hey, Diddle, Diddle", "moon", "text:heydiddle@slt"),
            ("wee-willie.opus", "Wee Willie Winkie", "city", "text:weewillie@slt"),
            ("misty-moisty.opus", "One Misty, Moisty Morning", "umbrella", "text:mistymoisty@awb"),
        ),
    ),
    Album(
        "Fairy Tales by the Fire",
        "Brothers Grimm",
        ("stories", "bedtime"),
        (
            ("star-money.opus", "The Star Money", "stars", "text:starmoney@slt"),
            ("elves.opus", "The Elves and the Shoemaker", "campfire", "text:shoemaker@rms"),
            ("sweet-porridge.opus", "Sweet Porridge", "castle", "text:porridge@slt"),
        ),
    ),
    Album(
        "The Jungle Book",
        "Rudyard Kipling",
        ("stories", "animals"),
        (
            ("mowgli.opus", "Mowgli's Brothers", "forest", "text:mowgli@rms"),
            ("seal-lullaby.opus", "Seal Lullaby", "whale", "text:sealullaby@slt"),
        ),
    ),
    Album(
        "Just So Stories",
        "Rudyard Kipling",
        ("stories", "animals", "funny"),
        (
            (
                "elephants-child.opus",
                LONG_TITLE,
                "elephant",
                "text:elephantschild@rms",
            ),
        ),
    ),
    Album(
        "Alice's Adventures in Wonderland",
        "Lewis Carroll",
        ("stories", "funny"),
        (
            ("alice-1.opus", "Down the Rabbit-Hole", "teapot", "text:alice@slt"),
            ("alice-2.opus", "A Mad Tea-Party", "teapot", "text:teaparty@slt"),
        ),
    ),
    Album(
        "The Wind in the Willows",
        "Kenneth Grahame",
        ("stories", "animals"),
        (("messing-about.opus", "Messing About in Boats", "boat", "text:willows@awb"),),
    ),
    Album(
        "Říkadla",
        "Lidová říkanka",
        ("rhymes", "česky"),
        (("skakal-pes.opus", "Skákal pes přes oves – žluťoučké říkání", "meadow", "text:skakalpes@espeak:cs"),),
    ),
    Album(
        "Family Voices",
        "Grandma & Papa",
        ("family", "bedtime"),
        (
            ("grandma.m4a", "Good Night from Grandma 💛", "stars", "text:grandma@slt"),
            ("counting-sheep.m4a", "Papa Counts Sheep 🐑", "hills", "text:sheep@rms"),
        ),
    ),
    Album(
        "Lullabies from the Music Box",
        "The Little Music Box",
        ("music", "lullabies", "bedtime"),
        (
            ("twinkle.opus", "Twinkle, Twinkle, Little Star", "musicbox", "tune:twinkle"),
            ("brahms.opus", "Lullaby (Wiegenlied, Op. 49 No. 4)", "moon", "tune:brahms"),
            ("au-clair.opus", "Au clair de la lune", "stars", "tune:auclair"),
            ("fur-elise.m4a", "Für Elise", "musicbox", "tune:elise"),
        ),
    ),
    Album(
        "Harp in the Evening",
        "Ines Halden",
        ("music", "calm"),
        (
            ("gymnopedie.opus", "Gymnopédie No. 1", "harp", "tune:gymnopedie"),
            ("prelude.opus", "Prelude in C", "harp", "tune:prelude"),
            ("greensleeves.opus", "Greensleeves", "forest", "tune:greensleeves"),
            ("canon.opus", "Canon in D", "harp", "tune:canon"),
            ("chiisana-hoshi.opus", "小さな星 (A Small Star)", "stars", "tune:chiisana"),
        ),
    ),
    Album(
        "Marimba Morning",
        "The Breakfast Band",
        ("music", "dance"),
        (
            ("frere-jacques.opus", "Frère Jacques", "rainbow", "tune:frere"),
            ("row-your-boat.mp3", "Row, Row, Row Your Boat", "boat", "tune:row"),
            ("ode-to-joy.flac", "Ode to Joy", "rainbow", "tune:joy"),
        ),
    ),
    Album(
        "Sleepy Sounds",
        "Night Garden",
        ("sounds", "sleep"),
        (
            ("rain.opus", "Rain on the Roof ☔", "umbrella", "scape:rain@140"),
            ("waves.opus", "Ocean Waves 🌊", "waves", "scape:waves@140"),
            ("wind.opus", "Wind in the Pines", "forest", "scape:wind@120"),
            ("crickets.opus", "Crickets on a Summer Night", "meadow", "scape:crickets@120"),
            ("heartbeat.opus", "Heartbeat", "whale", "scape:heartbeat@120"),
        ),
    ),
)

ENTRIES: Final = tuple(entry for album in ALBUMS for entry in album.entries())
BY_FILE: Final = {entry.file: entry for entry in ENTRIES}
