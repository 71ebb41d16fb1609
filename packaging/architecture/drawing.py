"""Draws the picture: one SVG file with its look and its moves inside, for light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from architecture import layout
from architecture.blueprint import Blueprint
from architecture.costs import Line, Prices, audio_usd, total
from architecture.flows import FLOWS, Flow, edge
from architecture.glyphs import GLYPHS
from architecture.layout import ACCOUNT, BILL, GROUPS, HEIGHT, PANEL, PLACES, WAYS, WIDTH, Box
from architecture.panel import panel
from architecture.parts import PARTS, TITLES, Part

HERE = Path(__file__).parent
NARROW = 170  # boxes below this have no room for a drawing beside their title


def draw(blueprint: Blueprint, lines: Sequence[Line], prices: Prices) -> str:
    """Return the picture of a template with its bill."""
    parts = "".join(_part(part, blueprint) for part in PARTS)
    edges = "".join(_edge(name) for name in WAYS)
    flows = escape(json.dumps([_said(flow) for flow in FLOWS]), quote=False)
    picture = (_heading(len(blueprint.names)), _frames(), _bill(lines, prices), edges, parts, *map(_numbers, FLOWS))
    return _FRAME.format(
        look=_file("look.css"),
        moves=_file("moves.js"),
        width=WIDTH,
        height=HEIGHT,
        room=f"{PANEL.x - 14:g}",
        picture="".join(picture),
        panel_at=f'x="{PANEL.x:g}" y="{PANEL.y:g}" width="{PANEL.width:g}" height="{PANEL.height:g}"',
        panel=panel(blueprint, lines, prices),
        flows=flows,
    )


_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="application" lang="en" \
aria-label="The family's cloud on AWS: its parts and what flows between them">
<title>The family's cloud on AWS</title>
<style>
{look}</style>
<clipPath id="room"><rect width="{room}" height="{height}"/></clipPath>
<g clip-path="url(#room)"><g id="world"><rect width="{room}" height="{height}" fill="transparent"/>\
<g id="picture">{picture}</g></g></g>
<foreignObject {panel_at}>{panel}</foreignObject>
<script type="application/json" id="flows">{flows}</script>
<script><![CDATA[
{moves}]]></script>
</svg>
"""


def _file(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _said(flow: Flow) -> dict[str, object]:
    parts = sorted({end for step in flow.steps for end in (step.start, step.end)})
    return {"key": flow.key, "edges": flow.edges, "parts": parts}


def _rect(box: Box, *, round_: float, css: str = "") -> str:
    named = f' class="{css}"' if css else ""
    return f'<rect{named} x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="{round_:g}"/>'


def _text(x: float, y: float, text: str, css: str) -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}">{escape(text)}</text>'


def _heading(resources: int) -> str:
    hint = f"Drawn from the CloudFormation template: {resources} resources. Click a part or an arrow."
    return _text(24, 52, "The family's cloud on AWS", "headline") + _text(24, 78, hint, "subline")


def _frames() -> str:
    groups = "".join(
        f'<g class="group {category}">{_rect(box, round_=16)}'
        f'<text x="{box.x + 16:g}" y="{box.y + 26:g}">{escape(TITLES[category])}</text></g>'
        for category, box in GROUPS.items()
    )
    chip = Box(ACCOUNT.x + 22, ACCOUNT.y - 10, 172, 20)
    name = _text(chip.x + 8, ACCOUNT.y + 4, "Your own AWS account", "account-name")
    return f"{_rect(ACCOUNT, round_=22, css='account')}{_rect(chip, round_=0, css='account-chip')}{name}{groups}"


def _bill(lines: Sequence[Line], prices: Prices) -> str:
    first, later = audio_usd(10, prices)
    x, y = BILL.x + 20, BILL.y
    return (
        f'<g class="bill">{_rect(BILL, round_=16)}'
        + _text(x, y + 30, "What it costs", "each")
        + _text(x, y + 70, f"${total(tuple(lines)):.2f} a month", "sum")
        + _text(x, y + 94, "for one family, without audio", "each")
        + _text(x, y + 122, f"10 GB of audio: ${first:.2f} a month,", "each")
        + _text(x, y + 140, f"${later:.2f} once it is rarely heard", "each")
        + "</g>"
    )


def _part(part: Part, blueprint: Blueprint) -> str:
    box = PLACES[part.key]
    briefs = [fact.brief for fact in part.facts(blueprint) if fact.brief]
    narrow = box.width < NARROW
    size = 26 if narrow else 34
    scale = size / 24 * 0.62
    left, top = box.x + 12, box.y + 12
    inset = (size - 24 * scale) / 2
    glyph_at = f"translate({left + inset:g} {top + inset:g}) scale({scale:g})"
    beside = left + size + 9
    below = top + size + 20
    lines = [
        _rect(box, round_=12, css="card"),
        f'<rect class="mark" x="{left:g}" y="{top:g}" width="{size}" height="{size}" rx="9"/>',
        f'<path class="glyph" transform="{glyph_at}" d="{GLYPHS[part.key]}"/>',
        *_titles(part, beside, top + (11 if narrow else 14), narrow=narrow),
        *(_text(left + 2, below + 17 * row, brief, "brief") for row, brief in enumerate(briefs)),
    ]
    return (
        f'<g class="part {part.category}" data-part="{part.key}" tabindex="0" role="button" '
        f'aria-label="{escape(part.title)}, {escape(part.service)}">{"".join(lines)}</g>'
    )


def _titles(part: Part, x: float, y: float, *, narrow: bool) -> Iterator[str]:
    yield _text(x, y, part.title, "title")
    yield _text(x, y + (15 if narrow else 17), part.service, "service")


def _edge(name: str) -> str:
    points = WAYS[name]
    way = layout.path(points)
    (x0, y0), (x1, y1) = points[-2:]
    angle = 0 if x1 > x0 else 180 if x1 < x0 else 90 if y1 > y0 else 270
    titles = [flow.title for flow in FLOWS if name in flow.edges]
    start, _, end = name.partition("-")
    named = {part.key: part.title for part in PARTS}
    return (
        f'<g class="edge" data-edge="{name}" tabindex="0" role="button" '
        f'aria-label="{escape(named[start])} to {escape(named[end])}: {escape(", ".join(titles))}">'
        f'<path class="reach" d="{way}"/><path class="line" d="{way}"/>'
        f'<path class="head" transform="translate({x1:g} {y1:g}) rotate({angle})" d="M1 0L-8 -4.500L-8 4.500z"/></g>'
    )


def _numbers(flow: Flow) -> str:
    marks = []
    for number, step in enumerate(flow.steps, 1):
        x, y = layout.middle(WAYS[edge(step)])
        marks.append(
            f'<g class="number"><circle cx="{x:g}" cy="{y:g}" r="10"/><text x="{x:g}" y="{y + 4:g}">{number}</text></g>'
        )
    return f'<g class="numbers" data-flow="{flow.key}" style="display:none">{"".join(marks)}</g>'
