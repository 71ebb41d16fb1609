"""No password and no token goes where strangers can read along; and pasted addresses are taken as people paste them."""

from __future__ import annotations

import pytest

from desktop.gateways.cloud.addresses import check, cleaned, resolved
from desktop.model.errors import Refused, Unencrypted


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        (" https://x1.execute-api.eu-west-2.amazonaws.com/ ", "https://x1.execute-api.eu-west-2.amazonaws.com"),
        ("https://cloud.example.org/v1/hello", "https://cloud.example.org"),
        ("cloud.example.org", "https://cloud.example.org"),
        ("https://example.org/family/", "https://example.org/family"),
        ("nas.local:8443", "http://nas.local:8443"),
        ("192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("localhost:8080", "http://localhost:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_taken_as_it_is_pasted(pasted: str, url: str) -> None:
    assert cleaned(pasted) == url


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "ftp://example.org",
        "https://",
        "https://example.org:port",
        "https://me:secret@example.org",
        "https://example.org/?a=b",
        "https://[::1",
    ],
)
def test_what_is_no_address_of_a_cloud_is_refused_in_words(pasted: str) -> None:
    with pytest.raises(Refused) as caught:
        cleaned(pasted)
    assert caught.value.next_step


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://8.8.8.8",
        "http://127.0.0.1:1",
        "http://127.8.8.8",
        "http://localhost",
        "http://[::1]",
    ],
)
def test_encrypted_ways_and_ways_within_this_computer_are_safe(url: str) -> None:
    check(url, trusts_network=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.20:8080",
        "http://10.1.2.3",
        "http://172.16.0.9",
        "http://169.254.3.4",
        "http://100.64.0.1",
        "http://[fd00::1]",
        "http://[fe80::1]",
        "http://nas.local",
        "http://nas",
    ],
)
def test_an_open_way_in_the_house_is_taken_once_the_person_has_said_yes(url: str) -> None:
    with pytest.raises(Unencrypted) as caught:
        check(url, trusts_network=False)
    assert "network" in caught.value.sentence()
    check(url, trusts_network=True)


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "http://8.8.8.8", "http://nas.local.example.org", "http://[2001:4860::8888]", "http://"],
)
def test_an_open_way_through_the_internet_is_refused_whatever_is_said(url: str) -> None:
    for trusts_network in (False, True):
        with pytest.raises(Refused):
            check(url, trusts_network=trusts_network)


def test_a_relative_address_is_below_the_clouds_own() -> None:
    assert resolved("/objects/x?y=z", url="http://127.0.0.1:8") == "http://127.0.0.1:8/objects/x?y=z"
    assert resolved("https://bucket.example/x", url="https://a.example") == "https://bucket.example/x"
