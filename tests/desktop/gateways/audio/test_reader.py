"""Reading tags and pictures in the worker process: every format, and files that mean harm."""

from __future__ import annotations

import io
import os
import signal
import wave
from collections.abc import AsyncIterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PIL import Image

from desktop.gateways.audio.frames import pack, unpack
from desktop.gateways.audio.process import WorkerProcess
from desktop.gateways.audio.reader import WorkerAudioReader, WorkerPictureReader
from desktop.model.errors import Trouble, Unreadable
from tests.desktop.gateways.support import SAMPLES

COVER = (SAMPLES / "cover.png").read_bytes()
GAMES = [Path("/usr/share/games/pingus"), Path("/usr/share/planetblupi"), Path("/usr/share/games/planetblupi")]


@pytest.fixture
async def worker() -> AsyncIterator[WorkerProcess]:
    worker = WorkerProcess()
    yield worker
    await worker.close()


@pytest.fixture
def reader(worker: WorkerProcess) -> WorkerAudioReader:
    return WorkerAudioReader(worker)


@pytest.mark.parametrize(
    ("ending", "mime", "has_cover"),
    [
        ("mp3", "audio/mpeg", True),
        ("m4a", "audio/mp4", True),
        ("m4b", "audio/mp4", False),
        ("flac", "audio/flac", True),
        ("ogg", "audio/ogg", False),
        ("opus", "audio/ogg", True),
        ("wav", "audio/wav", False),
        ("aiff", "audio/aiff", False),
        ("wma", "audio/x-ms-wma", True),
    ],
)
async def test_every_format_tells_its_tags_length_and_cover(
    reader: WorkerAudioReader, ending: str, mime: str, has_cover: bool
) -> None:
    facts = await reader.read(SAMPLES / f"tone.{ending}")
    assert (facts.title, facts.artist, facts.album, facts.genre) == ("The_Tone", "Ann Example", "Tones", "Audiobook")
    assert (facts.disc, facts.track, facts.mime) == (1, 3, mime)
    assert facts.duration_s == pytest.approx(0.5, abs=0.1)
    assert facts.cover == (COVER if has_cover else None)


async def test_bare_aac_has_a_length_and_no_tags(reader: WorkerAudioReader) -> None:
    facts = await reader.read(SAMPLES / "tone.aac")
    assert facts.mime == "audio/aac"
    assert facts.duration_s == pytest.approx(0.5, abs=0.1)
    assert facts.title == ""


async def test_an_ending_in_capitals_or_a_name_in_another_script_does_not_matter(
    reader: WorkerAudioReader, tmp_path: Path
) -> None:
    for name in ("TONE.MP3", "お話 01 🦊.mp3", "Café\u0301.mp3"):
        path = tmp_path / name
        path.write_bytes((SAMPLES / "tone.mp3").read_bytes())
        assert (await reader.read(path)).title == "The_Tone"


def harmful(folder: Path) -> list[Path]:
    tone = (SAMPLES / "tone.mp3").read_bytes()
    files = {
        "empty.mp3": b"",
        "text.mp3": b"This is a letter to grandma.\n" * 50,
        "picture.m4a": COVER,
        "noise.ogg": bytes(range(256)) * 40,
        "cut.flac": (SAMPLES / "tone.flac").read_bytes()[:30],
        "cut.m4a": (SAMPLES / "tone.m4a").read_bytes()[:40],
        "cut.opus": (SAMPLES / "tone.opus").read_bytes()[:60],
        "cut.wma": (SAMPLES / "tone.wma").read_bytes()[:80],
        "tag-only.mp3": tone[: tone.find(COVER) + len(COVER)],
        "zeros.aac": bytes(4096),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with wave.open(str(folder / "silent.wav"), "wb") as silent:
        silent.setparams((1, 2, 8000, 0, "NONE", ""))
    (folder / "folder.mp3").mkdir()
    return [*sorted(folder.iterdir()), folder / "gone.mp3"]


async def test_a_damaged_file_is_named_and_never_stops_the_rest(reader: WorkerAudioReader, tmp_path: Path) -> None:
    for path in harmful(tmp_path):
        with pytest.raises(Unreadable) as caught:
            await reader.read(path)
        assert caught.value.message.endswith("."), path.name
    assert (await reader.read(SAMPLES / "tone.mp3")).title == "The_Tone"


async def test_music_and_speech_made_by_others_are_read(reader: WorkerAudioReader) -> None:
    found = [path for folder in GAMES for path in folder.rglob("*") if path.suffix in (".ogg", ".wav", ".mp3")]
    if not found:
        pytest.skip("no Debian package with audio is installed here")
    for path in found:
        facts = await reader.read(path)
        assert facts.duration_s > 0, path
        assert facts.mime in ("audio/ogg", "audio/wav", "audio/mpeg")


def serve_badly(connection: Connection) -> None:
    """A worker that dies of a file called die, hangs on one called hang, and reads the rest."""
    while True:
        head, _ = unpack(connection.recv_bytes())
        name = Path(head["path"]).name
        if name == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if name == "hang":
            signal.pause()
        connection.send_bytes(pack({"ok": True, "facts": {"duration_s": 1.0, "mime": "m"}, "has_cover": False}))


@pytest.mark.skipif(os.name == "nt", reason="the bad worker ends itself by a POSIX signal")
async def test_a_file_that_kills_or_hangs_the_worker_costs_only_itself() -> None:
    worker = WorkerProcess(timeout_s=3.0, serve=serve_badly)
    reader = WorkerAudioReader(worker)
    for name in ("die", "hang", "die"):
        with pytest.raises(Unreadable):
            await reader.read(Path(name))
        assert (await reader.read(Path("good"))).duration_s == 1.0
    await worker.close()


class Unstartable:
    """Serves nobody: the worker dies while it loads this."""

    def __call__(self, connection: Connection) -> None:
        raise NotImplementedError

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


async def test_a_worker_that_does_not_start_is_not_the_files_fault() -> None:
    worker = WorkerProcess(serve=Unstartable())
    reader = WorkerAudioReader(worker)
    for _ in range(2):
        with pytest.raises(Trouble, match="does not start") as caught:
            await reader.read(Path("good.mp3"))
        assert not isinstance(caught.value, Unreadable)
    await worker.close()


async def test_a_worker_that_was_never_asked_closes_and_may_be_closed_twice(worker: WorkerProcess) -> None:
    await worker.close()
    await worker.close()


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


def picture(mode: str, size: tuple[int, int], kind: str) -> bytes:
    drawn = Image.new("RGB", size, "green")
    drawn.paste("red", (0, 0, size[0] // 4, size[1]))
    image = drawn.convert(mode)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("mode", "kind", "edge", "expected"),
    [("RGB", "JPEG", 300, "JPEG"), ("RGB", "PNG", 16, "PNG"), ("RGBA", "PNG", 300, "PNG"), ("P", "GIF", 300, "JPEG")],
)
async def test_a_picture_is_cropped_around_its_centre(
    worker: WorkerProcess, mode: str, kind: str, edge: int, expected: str
) -> None:
    squared = opened(await WorkerPictureReader(worker).square(picture(mode, (800, 400), kind), edge=edge))
    assert (squared.size, squared.format) == ((edge, edge), expected)
    red, green, *_ = squared.convert("RGB").getpixel((0, edge // 2))  # type: ignore[misc]  # three channels
    assert green > 90
    assert red < 60


async def test_a_picture_too_large_or_none_at_all_is_unreadable(worker: WorkerProcess) -> None:
    pictures = WorkerPictureReader(worker)
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    for harm in (b"", b"no picture", COVER[:40], bomb.getvalue(), b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        with pytest.raises(Unreadable):
            await pictures.square(harm, edge=300)
