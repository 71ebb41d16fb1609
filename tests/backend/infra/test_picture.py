"""The picture in a real browser: moving, choosing, lighting up, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.infra.synthesis import ROOT
from tests.helpers.browser import Browser, browsing

PICTURE = ROOT / "docs" / "aws-architecture.svg"
EMPTY = (560.0, 300.0)  # a place between the boxes
SHOWN = "document.querySelector('.panel section:not([hidden])').dataset.about"
PLACED = "document.getElementById('picture').getAttribute('transform') || ''"
LIT = "[...document.querySelectorAll('.edge.lit')].map(edge => edge.dataset.edge).sort()"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture
def browser(running: Browser) -> Browser:
    """The picture, freshly opened, for somebody without wishes."""
    running.prefer(prefers_color_scheme="light", prefers_reduced_motion="no-preference")
    running.open(PICTURE)
    running.complaints.clear()
    return running


def test_it_opens_without_a_complaint_and_asks_nobody(browser: Browser) -> None:
    assert browser.ask("document.querySelectorAll('.part').length") == 17
    assert browser.ask(SHOWN) == "all"
    assert browser.complaints == []
    assert set(browser.asked) == {PICTURE.as_uri()}


def test_every_text_is_within_its_box(browser: Browser) -> None:
    wide = browser.ask(
        "[...document.querySelectorAll('.part')].filter(part => { const card = part.querySelector('.card')."
        "getBoundingClientRect(); return [...part.querySelectorAll('text')].some(text => "
        "text.getBoundingClientRect().right > card.right - 2 || text.getBoundingClientRect().bottom > card.bottom); })"
        ".map(part => part.dataset.part)"
    )
    assert wide == []


def test_a_click_on_a_part_tells_what_it_is_how_it_is_set_and_what_it_costs(browser: Browser) -> None:
    browser.click("[data-part=table]")
    assert browser.ask(SHOWN) == "part-table"
    told = browser.ask("document.querySelector('.panel section:not([hidden])').innerText")
    for words in ("DynamoDB table", "numbered commit", "to any second of 35 days", "point-in-time recovery", "$0.0040"):
        assert words in told
    assert browser.ask("document.querySelector('.part.chosen').dataset.part") == "table"


def test_every_part_and_every_flow_can_be_opened(browser: Browser) -> None:
    for key in browser.ask("[...document.querySelectorAll('.part')].map(part => part.dataset.part)"):
        browser.click(f"[data-part={key}]")
        assert browser.ask(SHOWN) == f"part-{key}"
    browser.press("Escape")
    for key in browser.ask("[...document.querySelectorAll('button[data-flow]')].map(one => one.dataset.flow)"):
        browser.click(f"button[data-flow={key}]")
        assert browser.ask(SHOWN) == f"flow-{key}"
        browser.press("Escape")
    assert browser.complaints == []


def test_a_click_on_an_arrow_lights_up_its_flow_with_numbered_steps(browser: Browser) -> None:
    browser.click("[data-edge=function-table] .line")
    assert browser.ask(SHOWN) == "flow-sync"
    assert "function-table" in browser.ask(LIT)
    assert "pool-mail" not in browser.ask(LIT)
    numbers = (
        "[...document.querySelectorAll('.numbers[data-flow=sync] .number')].filter(one => one.getClientRects().length)"
    )
    assert browser.ask(f"{numbers}.length") == browser.ask(
        "document.querySelectorAll('[data-about=flow-sync] li').length"
    )
    browser.wait("getComputedStyle(document.querySelector('[data-part=mail]')).opacity < 0.5")


def test_an_arrow_of_several_flows_goes_on_to_the_next_with_each_click(browser: Browser) -> None:
    seen = []
    for _ in range(4):
        browser.ask(
            "document.querySelector('[data-edge=function-table] .reach').dispatchEvent("
            "new MouseEvent('click', {bubbles: true}))"
        )
        seen.append(browser.ask(SHOWN))
    assert seen == ["flow-sync", "flow-audio", "flow-leave", "flow-sync"]


def test_a_click_beside_everything_and_escape_come_back(browser: Browser) -> None:
    browser.click("[data-part=table]")
    browser.click_at(*EMPTY)
    assert browser.ask(SHOWN) == "all"
    browser.click("[data-edge=api-live] .line")
    browser.press("Escape")
    assert (browser.ask(SHOWN), browser.ask(LIT)) == ("all", [])


def test_dragging_moves_it_and_is_no_click(browser: Browser) -> None:
    before = browser.middle("[data-part=table]")
    browser.drag(before, (before[0] - 120, before[1] + 60))
    after = browser.middle("[data-part=table]")
    assert after == pytest.approx((before[0] - 120, before[1] + 60), abs=1)
    assert browser.ask(SHOWN) == "all"


def test_the_wheel_zooms_around_the_pointer(browser: Browser) -> None:
    x, y = browser.middle("[data-part=function]")
    width = "document.querySelector('[data-part=function] .card').getBoundingClientRect().width"
    before = browser.ask(width)
    browser.wheel(x, y, delta=-400)
    browser.wait(f"{width} > {before} * 1.5")
    assert browser.middle("[data-part=function]") == pytest.approx((x, y), abs=2)
    browser.wheel(x, y, delta=100_000)
    browser.wait(f"{width} < {before}")
    assert browser.ask(width) > before * 0.5, "it never shrinks to nothing"


def test_two_fingers_zoom(browser: Browser) -> None:
    width = "document.querySelector('[data-part=function] .card').getBoundingClientRect().width"
    before = browser.ask(width)
    browser.pinch(browser.middle("[data-part=function]"), from_px=100, to_px=200)
    browser.wait(f"{width} > {before} * 1.7 && {width} < {before} * 2.3")
    assert browser.ask(SHOWN) == "all"


def test_a_click_after_a_drag_is_a_click_again(browser: Browser) -> None:
    x, y = browser.middle("[data-part=table]")
    browser.drag((x, y), (x - 100, y))
    browser.click("[data-part=table]")
    assert browser.ask(SHOWN) == "part-table"


def test_the_keyboard_does_all_of_it(browser: Browser) -> None:
    browser.press("ArrowLeft")
    browser.press("ArrowDown")
    assert "translate(60 -60)" in browser.ask(PLACED)
    browser.press("+")
    assert "scale(1.25)" in browser.ask(PLACED)
    browser.press("-")
    browser.press("0")
    assert browser.ask(PLACED) == "translate(0 0) scale(1)"
    browser.ask("document.querySelector('[data-part=bucket]').focus()")
    browser.press("Enter")
    assert browser.ask(SHOWN) == "part-bucket"
    browser.ask("document.querySelector('[data-edge=alarms-topic]').focus()")
    browser.press(" ")
    assert browser.ask(SHOWN) == "flow-watch"


def test_the_tab_key_reaches_every_part_and_every_arrow_and_each_says_what_it_is(browser: Browser) -> None:
    unreachable = "[...document.querySelectorAll('.part, .edge')].filter(one => one.tabIndex !== 0 || !one.ariaLabel)"
    assert browser.ask(f"{unreachable}.length") == 0
    browser.press("Tab")
    first = browser.ask("document.activeElement.ariaLabel")
    browser.press("Tab")
    assert first
    assert browser.ask("document.activeElement.ariaLabel") not in ("", None, first)


def test_who_wants_no_motion_sees_none(browser: Browser) -> None:
    style = "getComputedStyle(document.querySelector('.edge.lit .line')).animationName"
    browser.click("[data-edge=api-live] .line")
    assert browser.ask(style) == "run"
    browser.prefer(prefers_reduced_motion="reduce")
    assert browser.ask(style) == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_in_light_and_dark(browser: Browser, scheme: str) -> None:
    browser.prefer(prefers_color_scheme=scheme)
    assert browser.ask(CONTRAST) == []


def test_light_and_dark_follow_the_system(browser: Browser, tmp_path: Path) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = browser.ask(ground)
    browser.prefer(prefers_color_scheme="dark")
    assert browser.ask(ground) != light


# The texts whose colour is less than 4.5 times as bright, or dark, as the card or ground that they stand on (WCAG AA).
CONTRAST = """
(() => {
  const parse = (text) => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const bright = (rgb) => rgb.map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => {
    const [x, y] = [bright(a), bright(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = parse(getComputedStyle(document.documentElement).backgroundColor);
  const tinted = (text) => {
    const rect = text.parentNode.querySelector('rect');
    if (!rect || !text.closest('.group, .part, .bill')) return ground;
    const style = getComputedStyle(rect), over = parse(style.fill), part = Number(style.fillOpacity);
    return over.map((c, i) => c * part + ground[i] * (1 - part));
  };
  return [...document.querySelectorAll('#picture text')].filter((text) => !text.closest('.numbers'))
    .filter((text) => ratio(parse(getComputedStyle(text).fill), tinted(text)) < 4.5).map((text) => text.textContent);
})()
"""
