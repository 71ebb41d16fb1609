"""Topics: exact, without a leading slash, never more than a connection may have."""

from __future__ import annotations

from desktop.gateways.yoto import topics
from desktop.model.names import PlayerId


def players(count: int) -> list[PlayerId]:
    return [PlayerId(f"y{number}") for number in range(count)]


def test_every_topic_is_exact_and_has_no_leading_slash() -> None:
    names = topics.subscriptions(players(2))
    assert "device/y0/data/events" in names
    assert "device/y1/response" in names
    assert not [name for name in names if name.startswith("/") or "#" in name or "+" in name]
    assert len(names) == len(set(names)) == 12


def test_a_large_family_gives_up_the_lesser_topics_and_hears_every_player() -> None:
    for count in (9, 12, 25, 50):
        names = topics.subscriptions(players(count))
        assert len(names) <= topics.MAX_SUBSCRIPTIONS
        assert {f"device/y{number}/data/events" for number in range(count)} <= set(names)


def test_one_subscribe_carries_at_most_eight_topics() -> None:
    names = topics.subscriptions(players(7))
    packets = list(topics.packets(names))
    assert [name for packet in packets for name in packet] == names
    assert max(len(packet) for packet in packets) == 8
