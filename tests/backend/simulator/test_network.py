"""The clients' way to the cloud, cut and given back."""

from __future__ import annotations

import httpx
import pytest

from backend.simulator.simulation import Simulation


def test_a_cut_line_carries_nothing_until_it_is_given_back() -> None:
    simulation = Simulation()
    with simulation as ready:
        headers = {"Authorization": f"Bearer {ready.access_token}"}
        url = f"{ready.api_url}/device-v2/devices/mine"
        simulation.control.set_network(on=False)
        with pytest.raises(httpx.TransportError):
            httpx.get(url, headers=headers)
        simulation.control.set_network(on=True)
        assert httpx.get(url, headers=headers).status_code == 200
