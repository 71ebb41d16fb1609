"""Lists the demo family's playlists, cards and players."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist of recordings (file names), and the own card that it is published to, if any."""

    key: str
    title: str
    cover: str
    files: tuple[str, ...]
    card: str | None
    category: str
    description: str


@dataclass(frozen=True, slots=True)
class ShopCard:
    """A card that somebody else made; a track is (title, file, icon)."""

    card: str
    title: str
    author: str
    description: str
    cover: str
    category: str
    tracks: tuple[tuple[str, str, str], ...]


FABLES: Final = (
    "tortoise-hare.opus",
    "lion-mouse.opus",
    "fox-grapes.opus",
    "crow-pitcher.opus",
    "ants-grasshopper.opus",
    "north-wind-sun.opus",
    "town-mouse.opus",
)
PETER: Final = ("peter-1.mp3", "peter-2.mp3", "peter-3.mp3", "peter-4.mp3")
VERSES: Final = (
    "bed-in-summer.opus",
    "counterpane.opus",
    "my-shadow.opus",
    "the-swing.opus",
    "windy-nights.opus",
    "the-moon.opus",
)
LULLABIES: Final = ("twinkle.opus", "brahms.opus", "au-clair.opus", "fur-elise.m4a", "chiisana-hoshi.opus")
SOUNDS: Final = ("rain.opus", "waves.opus", "wind.opus", "crickets.opus", "heartbeat.opus")
NONSENSE: Final = (
    "owl-pussycat.opus",
    "jumblies.opus",
    "limericks.opus",
    "hey-diddle.opus",
    "wee-willie.opus",
    "misty-moisty.opus",
    "skakal-pes.opus",
)
GRIMM: Final = ("star-money.opus", "elves.opus", "sweet-porridge.opus")
HARP: Final = ("gymnopedie.opus", "prelude.opus", "greensleeves.opus", "canon.opus")
ANIMALS: Final = ("mowgli.opus", "seal-lullaby.opus", "elephants-child.opus", "messing-about.opus", "lion-mouse.opus")
MORNING: Final = ("frere-jacques.opus", "row-your-boat.mp3", "ode-to-joy.flac")

PLAYLISTS: Final = (
    Playlist(
        "fables", "Bedtime Fables", "fox", FABLES, "fA6Le", "stories", "Seven short fables, each with a wise end."
    ),
    Playlist(
        "peter-rabbit", "The Tale of Peter Rabbit", "rabbit", PETER, "pR4bt", "stories", "Read for Mila, twice a day."
    ),
    Playlist(
        "verses", "A Child's Garden of Verses", "hills", VERSES, "gV7rs", "stories", "Poems for a summer evening."
    ),
    Playlist(
        "lullabies",
        "Lullabies from the Music Box",
        "musicbox",
        LULLABIES,
        "mB9xL",
        "music",
        "Five tunes to fall asleep to.",
    ),
    Playlist(
        "sleepy-sounds",
        "Sleepy Sounds",
        "waves",
        SOUNDS,
        "sS2zZ",
        "sfx",
        "Rain, waves, wind, crickets and a heartbeat.",
    ),
    Playlist(
        "nonsense",
        "Nursery Rhymes & Nonsense",
        "owl",
        NONSENSE,
        "nN5Rh",
        "stories",
        "Owls, sieves and very long beards.",
    ),
    Playlist("grimm", "Fairy Tales by the Fire", "campfire", GRIMM, "gR1mm", "stories", "Three old tales, told anew."),
    Playlist("harp", "Harp in the Evening", "harp", HARP, "hE3vn", "music", "Calm music for drawing and dreaming."),
    Playlist(
        "wild-animals",
        "Wild Animals & Wide Rivers",
        "elephant",
        ANIMALS,
        "wA8nm",
        "stories",
        "Wolves, seals, and a new trunk.",
    ),
    Playlist(
        "long-drive",
        "Summer Holiday: Stories, Songs and Everything Else for the Long, Long Drive to Grandma's House by the Sea",
        "balloon",
        MORNING + FABLES[:4] + ANIMALS[:4] + ("alice-1.opus", "alice-2.opus") + NONSENSE[:3] + GRIMM,
        None,
        "none",
        "",
    ),
    Playlist(
        "birthday",
        "Mila's Birthday Mix 🎈",
        "rainbow",
        (*MORNING, "hey-diddle.opus", "limericks.opus"),
        None,
        "music",
        "",
    ),
    Playlist(
        "oyasumi",
        "おやすみなさい 🌙",
        "moon",
        ("chiisana-hoshi.opus", "grandma.m4a", "counting-sheep.m4a", "the-moon.opus", "waves.opus"),
        None,
        "none",
        "",
    ),
)

SHOP_CARDS: Final = (
    ShopCard(
        "1qW7k",
        "Clockwork Classics",
        "Small Hours Records",
        "Great tunes, wound up and set going.",
        "clockwork",
        "music",
        (
            ("Ode to Joy", "ode-to-joy.flac", "crown"),
            ("Für Elise", "fur-elise.m4a", "note"),
            ("Canon in D", "canon.opus", "bell"),
            ("Prelude in C", "prelude.opus", "star"),
        ),
    ),
    ShopCard(
        "2eT8d",
        "Tea with Alice",
        "Teapot & Thimble",
        "Two chapters from Wonderland, with plenty of room.",
        "teapot",
        "stories",
        (("Down the Rabbit-Hole", "alice-1.opus", "rabbit"), ("A Mad Tea-Party", "alice-2.opus", "crown")),
    ),
    ShopCard(
        "3mN5f",
        "Night Train to the Moon",
        "Lantern Lane Audio",
        "Counting, breathing and dozing off, stop by stop.",
        "rocket",
        "stories",
        (
            ("All Aboard", "wee-willie.opus", "rocket"),
            ("Past the Sleeping Town", "windy-nights.opus", "cloud"),
            ("The Moon", "the-moon.opus", "moon"),
            ("Rain on the Window", "rain.opus", "raindrop"),
        ),
    ),
    ShopCard(
        "4hJ6s",
        "Under the Lighthouse",
        "Lantern Lane Audio",
        "Songs and sounds from the edge of the sea.",
        "lighthouse",
        "sfx",
        (
            ("Waves", "waves.opus", "wave"),
            ("Seal Lullaby", "seal-lullaby.opus", "fish"),
            ("The Jumblies", "jumblies.opus", "boat"),
        ),
    ),
    ShopCard(
        "5bV9c",
        "The Snow Forest",
        "Pinecone Press",
        "A quiet walk, a warm fire, and home again.",
        "snow",
        "stories",
        (
            ("Wind in the Pines", "wind.opus", "tree"),
            ("Sweet Porridge", "sweet-porridge.opus", "bear"),
            ("Greensleeves", "greensleeves.opus", "heart"),
        ),
    ),
)

# The pixel icon that each recording shows on a player.
ICONS: Final = {
    "tortoise-hare.opus": "rabbit",
    "lion-mouse.opus": "sun",
    "fox-grapes.opus": "fox",
    "crow-pitcher.opus": "raindrop",
    "ants-grasshopper.opus": "flower",
    "north-wind-sun.opus": "cloud",
    "town-mouse.opus": "cat",
    "peter-1.mp3": "rabbit",
    "peter-2.mp3": "flower",
    "peter-3.mp3": "raindrop",
    "peter-4.mp3": "heart",
    "bed-in-summer.opus": "sun",
    "counterpane.opus": "castle",
    "my-shadow.opus": "star",
    "the-swing.opus": "tree",
    "windy-nights.opus": "cloud",
    "the-moon.opus": "moon",
    "twinkle.opus": "star",
    "brahms.opus": "moon",
    "au-clair.opus": "moon",
    "fur-elise.m4a": "note",
    "chiisana-hoshi.opus": "star",
    "rain.opus": "raindrop",
    "waves.opus": "wave",
    "wind.opus": "tree",
    "crickets.opus": "moon",
    "heartbeat.opus": "heart",
    "owl-pussycat.opus": "owl",
    "jumblies.opus": "boat",
    "limericks.opus": "bird",
    "hey-diddle.opus": "cat",
    "wee-willie.opus": "bell",
    "misty-moisty.opus": "raindrop",
    "skakal-pes.opus": "dog",
    "star-money.opus": "star",
    "elves.opus": "crown",
    "sweet-porridge.opus": "castle",
    "gymnopedie.opus": "note",
    "prelude.opus": "note",
    "greensleeves.opus": "flower",
    "canon.opus": "bell",
    "mowgli.opus": "moon",
    "seal-lullaby.opus": "fish",
    "elephants-child.opus": "elephant",
    "messing-about.opus": "boat",
}

PLAYERS: Final[tuple[dict[str, object], ...]] = (
    {
        "deviceId": "yK1tchen7Qm2_VdR4xZ9wTbA",
        "name": "Kitchen",
        "description": "sunny.pancake",
        "deviceType": "v3e",
        "deviceFamily": "v3",
        "deviceGroup": "e",
        "generation": "gen3",
        "formFactor": "standard",
        "online": True,
        "battery": 92,
        "charging": True,
        "volume": 7,
        "volumeMax": 12,
        "ssid": "Maple House",
        "wifi": -51,
        "slot": "physical",
        "playing": {"cardId": "fA6Le", "chapter": "02", "track": "01", "position": 12},
    },
    {
        "deviceId": "yM1la-Rm3Hs8_KcP6uLw0GfE",
        "name": "Mila's room",
        "description": "drowsy.hedgehog",
        "deviceType": "mini",
        "deviceFamily": "mini",
        "deviceGroup": "",
        "generation": "gen3",
        "formFactor": "mini",
        "online": True,
        "battery": 46,
        "charging": False,
        "volume": 4,
        "volumeMax": 8,
        "ssid": "Maple House",
        "wifi": -67,
        "slot": "none",
        "playing": None,
    },
    {
        "deviceId": "yGr4ndma5Nt2-JxB7oQk9YsD",
        "name": "Grandma's",
        "description": "gentle.teacup",
        "deviceType": "v2",
        "deviceFamily": "v2",
        "deviceGroup": "",
        "generation": "gen2",
        "formFactor": "standard",
        "online": False,
        "battery": 71,
        "charging": False,
        "volume": 6,
        "volumeMax": 16,
        "ssid": "Seaside",
        "wifi": -73,
        "slot": "none",
        "playing": None,
    },
)
