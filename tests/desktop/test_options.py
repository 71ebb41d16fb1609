"""What the command line may say, and where things are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import paths
from desktop.model.account import Endpoints
from desktop.options import parse


def test_without_words_the_app_talks_to_the_real_yoto() -> None:
    said = parse([])
    assert said.endpoints == Endpoints()
    assert said.endpoints.mqtt_tls
    assert not said.is_demo


def test_a_simulated_yoto_is_named_by_its_addresses() -> None:
    said = parse(["--auth-url", "http://127.0.0.1:1", "--api-url", "http://127.0.0.1:2", "--mqtt", "127.0.0.1:8702"])
    assert said.endpoints == Endpoints(
        auth_url="http://127.0.0.1:1",
        api_url="http://127.0.0.1:2",
        mqtt_host="127.0.0.1",
        mqtt_port=8702,
        mqtt_tls=False,
    )


@pytest.mark.parametrize("address", ["8702", "127.0.0.1:", "127.0.0.1:many"])
def test_a_broken_address_is_told_in_plain_words(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--mqtt", address])
    assert "--mqtt takes HOST:PORT" in capsys.readouterr().err


def test_a_demo_begins_anew_and_leaves_the_persons_own_profile_alone(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"mine")
    demo = paths.fresh_demo_folder(tmp_path)
    (demo / "library.sqlite").write_bytes(b"played with")
    assert paths.fresh_demo_folder(tmp_path) == demo
    assert list(demo.iterdir()) == []
    assert (paths.profile_folder(tmp_path) / "library.sqlite").read_bytes() == b"mine"
