"""A real browser without a window, driven over its DevTools: pages, keys, the mouse, what it looks like."""

from __future__ import annotations

import base64
import itertools
import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PROGRAM = "/usr/bin/chromium"
START_S = 30.0
PAUSE_S = 0.02
CODES = {
    "Enter": 13,
    "Escape": 27,
    "Tab": 9,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    " ": 32,
}


class PageFailed(AssertionError):
    """The page raised an error; the text is the browser's."""


class Browser:
    """One page of a running browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []
        self.asked: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: object) -> dict[str, Any]:
        """Send one command of the DevTools' protocol and return its answer; events that pass are noted."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=20))
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                return dict(message["result"])
            self._note(message)

    def open(self, path: Path) -> None:
        """Open a file and wait until it has loaded."""
        self.send("Page.navigate", url=path.resolve().as_uri())
        self.wait("document.readyState === 'complete' && location.href.startsWith('file:')")

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise PageFailed(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true, 30 s at the most."""
        pause = threading.Event()
        deadline = time.monotonic() + 30
        while not self.ask(expression):
            assert time.monotonic() < deadline, f"never: {expression}"
            pause.wait(PAUSE_S)

    def middle(self, selector: str) -> tuple[float, float]:
        """Return the middle of the first element that a selector finds, in pixels of the window."""
        box = self.ask(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        return float(box[0]), float(box[1])

    def click(self, selector: str) -> None:
        """Click the middle of an element, as a mouse does."""
        self.click_at(*self.middle(selector))

    def click_at(self, x: float, y: float) -> None:
        """Click a place in the window."""
        self.mouse("mouseMoved", x, y)
        self.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        self.mouse("mouseReleased", x, y, button="left", clickCount=1)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at one place, move to another in steps, release."""
        self.mouse("mousePressed", *start, button="left", buttons=1, clickCount=1)
        for part in (0.3, 0.7, 1.0):
            x, y = (one + (other - one) * part for one, other in zip(start, end, strict=True))
            self.mouse("mouseMoved", x, y, button="left", buttons=1)
        self.mouse("mouseReleased", *end, button="left", clickCount=1)

    def wheel(self, x: float, y: float, *, delta: float) -> None:
        """Turn the wheel at a place; a negative delta is away from the person."""
        self.mouse("mouseWheel", x, y, deltaX=0, deltaY=delta)

    def mouse(self, kind: str, x: float, y: float, **more: object) -> None:
        """Send one event of the mouse."""
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def pinch(self, middle: tuple[float, float], *, from_px: float, to_px: float) -> None:
        """Put two fingers on a place, so far apart, move them to another distance, lift them."""

        def fingers(apart: float) -> list[dict[str, float]]:
            return [{"x": middle[0] + side * apart / 2, "y": middle[1], "id": 1 + side} for side in (-1, 1)]

        self.send("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=2)
        self.send("Input.dispatchTouchEvent", type="touchStart", touchPoints=fingers(from_px))
        for part in (0.25, 0.5, 0.75, 1.0):
            apart = from_px + (to_px - from_px) * part
            self.send("Input.dispatchTouchEvent", type="touchMove", touchPoints=fingers(apart))
        self.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.send("Emulation.setTouchEmulationEnabled", enabled=False)

    def press(self, key: str) -> None:
        """Press and release a key by its name."""
        text = {"text": "\r" if key == "Enter" else key} if len(key) == 1 or key == "Enter" else {}
        code = CODES.get(key, ord(key[0]))
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def prefer(self, **features: str) -> None:
        """Say what the person prefers: prefers_color_scheme="dark", prefers_reduced_motion="reduce"."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.send("Emulation.setEmulatedMedia", features=wanted)

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message["method"] in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"):
            self.complaints.append(json.dumps(params))
        if message["method"] == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])


@contextmanager
def browsing(folder: Path, *, width: int = 1600, height: int = 1000) -> Iterator[Browser]:
    """Run a browser whose profile is in `folder` for as long as the context lasts."""
    command = [
        PROGRAM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--hide-scrollbars",
        f"--window-size={width},{height}",
        f"--user-data-dir={folder / 'profile'}",
        "--remote-debugging-address=127.0.0.1",
        "--remote-debugging-port=0",
        "about:blank",
    ]
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        with connect(_page(folder / "profile" / "DevToolsActivePort"), max_size=None) as socket:
            browser = Browser(socket)
            browser.send(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
            )
            yield browser
    finally:
        process.terminate()
        process.wait(timeout=20)


def _page(ready: Path) -> str:
    """Return the address of the browser's first page, once the browser has said at which port it listens."""
    pause = threading.Event()
    deadline = time.monotonic() + START_S
    while not (ready.exists() and ready.read_text(encoding="ascii").count("\n")):
        assert time.monotonic() < deadline, "the browser did not start"
        pause.wait(PAUSE_S)
    port = ready.read_text(encoding="ascii").split("\n")[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
        pages = [one for one in json.load(answer) if one["type"] == "page"]
    return str(pages[0]["webSocketDebuggerUrl"])
