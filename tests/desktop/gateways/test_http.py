"""The HTTP line: failures become sentences, answers are bounded, the client is made late and off the loop."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest

from desktop.gateways.http import Answer, HttpLine, make_client, user_agent
from desktop.model.errors import Busy, Offline, Refused, Trouble
from tests.desktop.gateways.support import Script, scripted_line, serving
from tests.helpers.clock import settle


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpx.ConnectError("ENETUNREACH"), Offline),
        (httpx.ConnectTimeout("ETIMEDOUT"), Offline),
        (httpx.ReadTimeout("ETIMEDOUT"), Offline),
        (httpx.RemoteProtocolError("EPROTO"), Offline),
        (httpx.ReadError("reset"), Offline),
        (httpx.DecodingError("bad gzip"), Busy),
    ],
)
async def test_each_failure_leaves_as_a_plain_sentence_with_a_next_step(
    failure: Exception, expected: type[Trouble]
) -> None:
    line = scripted_line(Script(failure))
    with pytest.raises(expected) as caught:
        await line.request("GET", "https://api.example.org/x")
    assert str(failure) not in caught.value.sentence()
    assert caught.value.message.endswith(".")
    assert caught.value.next_step
    await line.close()


async def test_an_address_that_is_none_is_refused() -> None:
    line = scripted_line(Script())
    with pytest.raises(Refused):
        await line.request("GET", "https://example.org:port/")
    await line.close()


async def test_a_dead_port_reads_as_being_offline() -> None:
    async with serving(lambda reader, writer: asyncio.sleep(0)) as address:
        pass
    line = HttpLine()
    with pytest.raises(Offline):
        await line.request("GET", address)
    await line.close()


async def test_an_answer_that_never_ends_is_cut_at_the_bound() -> None:
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(bytes(64 * 1024))
            await writer.drain()

    line = HttpLine()
    async with serving(flood) as address:
        with pytest.raises(Refused):
            await line.request("GET", address, max_bytes=256 * 1024)
        await line.close()
    await settle()  # the layers of the unfinished answer close one after the other


async def test_the_client_is_made_once_and_off_the_loops_thread() -> None:
    makers: list[threading.Thread] = []

    def make() -> httpx.AsyncClient:
        makers.append(threading.current_thread())
        return make_client()

    line = HttpLine(make=make)
    first, second = await asyncio.gather(line.client(), line.client())
    assert first is second
    assert len(makers) == 1
    assert makers[0] is not threading.main_thread()
    await line.close()


async def test_servers_are_told_who_asks() -> None:
    client = make_client()
    assert client.headers["User-Agent"] == user_agent()
    assert "yoto-smart-stream" in user_agent()
    await client.aclose()


async def test_reach_hears_of_every_attempt() -> None:
    line = scripted_line(Script(httpx.Response(500), httpx.ConnectError("ENETUNREACH"), httpx.Response(200)))
    heard: list[bool] = []
    unsubscribe = line.reach.subscribe(heard.append)
    await line.request("GET", "https://api.example.org/x")
    with pytest.raises(Offline):
        await line.request("GET", "https://api.example.org/x")
    unsubscribe()
    await line.request("GET", "https://api.example.org/x")
    assert heard == [True, False]
    await line.close()


async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers as a proxy would, with the address that it was asked for."""
    line = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n", 1)[0].split()[1]
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(line), line))
    await writer.drain()


async def test_the_proxy_of_the_environment_is_used_but_not_for_hosts_that_it_excepts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(relay) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", ".near.invalid, 10.0.0.0/8")
        line = HttpLine()
        answer = await line.request("GET", "http://far.invalid/x")
        assert answer.body == b"http://far.invalid/x"
        for host in ("near.invalid", "deep.near.invalid"):
            with pytest.raises(Offline):
                await line.request("GET", f"http://{host}/x")
        assert (await line.request("GET", f"{proxy}/itself")).body == b"/itself"
        await line.close()


async def test_a_proxy_of_an_unknown_kind_and_the_star_leave_the_direct_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "127.0.0.1:1")
    async with serving(relay) as address:
        for excepted in ("", "*"):
            monkeypatch.setenv("no_proxy", excepted)
            line = HttpLine()
            assert (await line.request("GET", f"{address}/x")).body == b"/x"
            await line.close()


@pytest.mark.parametrize("body", [b"[" * 100_000, b"<html>", b'{"a": ', b"1" * 5000, b"\xff\xfe"])
def test_a_body_that_is_no_json_is_a_value_error_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Answer(200, {}, body).json()


def test_halves_of_letters_in_json_do_not_reach_the_library() -> None:
    body = rb'{"title": "A \ud83d B", "whole": "\ud83d\ude00", "plain": "\u00e9"}'
    assert Answer(200, {}, body).json() == {"title": "A ? B", "whole": "\U0001f600", "plain": "\xe9"}
