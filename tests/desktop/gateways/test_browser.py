"""The page on the loopback that ends a sign-in, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest

from desktop.gateways.browser import LoopbackSignInPage
from desktop.model.errors import NotAllowed, Refused, Trouble
from tests.desktop.gateways.support import free_port, listening


@pytest.fixture
def port() -> int:
    return free_port()


async def visit(port: int, *targets: str, timeout_s: float = 10.0) -> tuple[str, list[httpx.Response]]:
    """Wait for a code while a browser visits the targets; return both."""
    waiting = asyncio.ensure_future(LoopbackSignInPage(port=port).wait_for_code(state="right", timeout_s=timeout_s))
    await listening(port)
    async with httpx.AsyncClient() as browser:
        pages = [await browser.get(f"http://127.0.0.1:{port}{target}") for target in targets]
    result = await asyncio.wait_for(waiting, timeout_s)
    return result, pages


async def test_the_code_arrives_and_the_browser_says_that_it_is_done(port: int) -> None:
    code, pages = await visit(port, "/favicon.ico", "/callback", "/callback?code=abc%2B1&state=right")
    assert code == "abc+1"
    assert [page.status_code for page in pages] == [404, 404, 200]
    assert "You are signed in" in pages[-1].text
    assert pages[-1].headers["Cache-Control"] == "no-store"


async def test_the_redirect_of_another_sign_in_is_refused(port: int) -> None:
    with pytest.raises(Refused):
        await visit(port, "/callback?code=abc&state=wrong")


async def test_a_sign_in_declined_by_the_person_says_so(port: int) -> None:
    with pytest.raises(NotAllowed) as caught:
        await visit(port, "/callback?error=access_denied&error_description=User+did+not+authorize&state=right")
    assert caught.value.message == "The sign-in was declined."


async def test_a_scope_that_is_not_enabled_names_what_to_do_in_the_dashboard(port: int) -> None:
    said = "Client+has+scopes+that+have+not+been+pre-approved:+family:devices:control"
    with pytest.raises(NotAllowed) as caught:
        await visit(port, f"/callback?error=access_denied&error_description={said}&state=right")
    assert "family:devices:control" in caught.value.message
    assert "dashboard.yoto.dev" in caught.value.next_step


async def test_a_taken_port_is_named(port: int) -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", port)
    with pytest.raises(Trouble, match=str(port)):
        await LoopbackSignInPage(port=port).wait_for_code(state="s", timeout_s=1)
    server.close()
    await server.wait_closed()


async def test_nobody_coming_ends_the_waiting_and_frees_the_port(port: int) -> None:
    for _ in range(2):
        with pytest.raises(Trouble, match="within the time"):
            await LoopbackSignInPage(port=port).wait_for_code(state="s", timeout_s=0.05)


async def test_a_visitor_that_says_nonsense_does_not_end_the_waiting(port: int) -> None:
    waiting = asyncio.ensure_future(LoopbackSignInPage(port=port).wait_for_code(state="right", timeout_s=10))
    await listening(port)
    for nonsense in (b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"A" * 40_000, b"GET http://[ HTTP/1.1\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(nonsense)
        writer.write_eof()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()
    async with httpx.AsyncClient() as browser:
        await browser.get(f"http://127.0.0.1:{port}/callback?code=c&state=right")
    assert await waiting == "c"
