"""Prepares a machine to run the project: a virtual environment with the locked packages, and Debian's libraries."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
SUPPORTED = ((3, 13), (3, 12), (3, 11))

# Debian package -> the shared library by which its absence is noticed. Qt's own plugins name these (ldd).
WINDOW_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libx11-6": "libX11.so.6",
    "libbrotli1": "libbrotlidec.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libx11-xcb1": "libX11-xcb.so.1",
    "libpulse0": "libpulse.so.0",
}
# Debian package -> a file of it. Music and speech made by others, a virtual screen, a browser, fonts for every script.
TEST_FILES = {
    "pingus-data": "/usr/share/games/pingus",
    "planetblupi-music-ogg": "/usr/share/planetblupi/music/music001.ogg",
    "klettres-data": "/usr/share/klettres/en",
    "ffmpeg": "/usr/bin/ffmpeg",
    "xvfb": "/usr/bin/Xvfb",
    "xauth": "/usr/bin/xauth",
    "chromium": "/usr/bin/chromium",
    "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "fonts-noto-color-emoji": "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
}


class NotReady(Exception):
    """Something is missing that only the person can provide; the text says what to type."""


def prepare(*, for_tests: bool = False) -> Path:
    """Return the Python of a virtual environment that holds the locked packages. Quick when nothing changed."""
    python = _environment_python()
    stamp = VENV / "locked.sha256"
    wanted = _fingerprint()
    if not python.exists() or not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        _make_environment(python)
        stamp.write_text(wanted, encoding="ascii")
    if sys.platform == "linux":
        _require(_missing_libraries())
        if for_tests:
            _require(_missing_test_files())
    return python


def has_screen() -> bool:
    """Return whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def say(text: str) -> None:
    print(f"-- {text}", flush=True)


def _fingerprint() -> str:
    digest = hashlib.sha256(LOCK.read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def _environment_python() -> Path:
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _make_environment(python: Path) -> None:
    if not python.exists():
        base = _supported_python()
        say(f"Making a virtual environment in {VENV.name} with {base}")
        if subprocess.run([base, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode != 0:
            _require(["python3-venv"])
        subprocess.run([base, "-m", "venv", "--clear", str(VENV)], check=True)
    say("Installing the locked packages (a few minutes the first time)")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "--requirement", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-build-isolation", "--editable", str(ROOT)], check=True)


def _supported_python() -> str:
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for major, minor in SUPPORTED:
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    raise NotReady("Python 3.11, 3.12 or 3.13 is needed. Install one from https://www.python.org and try again.")


def _missing_libraries() -> list[str]:
    return [package for package, library in WINDOW_LIBRARIES.items() if not _loads(library)]


def _missing_test_files() -> list[str]:
    return [package for package, path in TEST_FILES.items() if not Path(path).exists()]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _require(packages: list[str]) -> None:
    if not packages:
        return
    if not shutil.which("apt-get"):
        say(f"These seem to be missing (Debian's names): {' '.join(packages)}")
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise NotReady(f"Some system packages are missing. Please type:\n    sudo {' '.join(command)}")
    say(f"Installing Debian's {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], check=False, env=quiet, stdout=subprocess.DEVNULL)
    subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)
