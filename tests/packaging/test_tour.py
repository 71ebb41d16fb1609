"""The tour plays the journeys in the real app, and says what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_tour_ends_well_and_leaves_a_picture_of_each_step(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "tour.py"), str(tmp_path), "--quick"]
    tour = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert tour.returncode == 0, tour.stdout + tour.stderr
    numbers = {int(picture.name[:2]) for picture in tmp_path.glob("*.png")}
    assert numbers == set(range(1, max(numbers) + 1))
    alone = ("welcome", "library-dark", "new-playlist", "published", "confirmed", "offline", "full-card")
    family = ("connected-dark", "library-arrived", "edited-apart", "put-back", "deleted-elsewhere", "revoked")
    for shown in (*alone, *family):
        assert list(tmp_path.glob(f"*-{shown}.png")), f"no picture of {shown}"
