"""Writes the text beside the picture: each part with its settings and its cost, each flow with its steps."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from architecture.blueprint import Blueprint
from architecture.costs import FUNCTION, Line, Prices, fast_start_usd, total
from architecture.facts import Fact
from architecture.flows import FLOWS, Flow
from architecture.parts import PARTS, Part

SMALL_USD = 0.00005


def panel(blueprint: Blueprint, lines: Sequence[Line], prices: Prices) -> str:
    """Return the panel as XHTML; one of its sections shows at a time."""
    parts = "".join(_part(part, blueprint, [line for line in lines if line.part == part.key], prices) for part in PARTS)
    flows = "".join(_flow(flow) for flow in FLOWS)
    return (
        f'<div xmlns="http://www.w3.org/1999/xhtml" class="panel" aria-live="polite">{_all(lines)}{parts}{flows}</div>'
    )


def money(usd: float) -> str:
    """Return an amount with as many digits as it needs to be seen."""
    if usd == 0:
        return "nothing"
    if usd < SMALL_USD:
        return "under $0.0001"
    return f"${usd:.4f}" if usd < 0.01 else f"${usd:.2f}"


def _all(lines: Sequence[Line]) -> str:
    flows = "".join(
        f'<button type="button" data-flow="{flow.key}"><b>{escape(flow.title)}</b>'
        f"<span>{escape(flow.why)}</span></button>"
        for flow in FLOWS
    )
    return (
        '<section data-about="all"><h2>What it does</h2>'
        "<p>Two computers of one family keep one library through this, in an account of the family's own. "
        f"Without audio it costs {money(total(tuple(lines)))} a month.</p>"
        f"<h3>Light up a flow</h3>{flows}"
        '<h3>Getting around</h3><p class="keys">Drag or <kbd>arrows</kbd> to move, wheel or '
        "<kbd>+</kbd> <kbd>-</kbd> to zoom, <kbd>0</kbd> for all of it. <kbd>Tab</kbd> and <kbd>Enter</kbd> to choose, "
        "<kbd>Esc</kbd> to come back.</p>"
        "</section>"
    )


def _part(part: Part, blueprint: Blueprint, lines: Sequence[Line], prices: Prices) -> str:
    facts = part.facts(blueprint)
    settings = f"<h3>As the template has it</h3><dl>{''.join(map(_fact, facts))}</dl>" if facts else ""
    return (
        f'<section class="{part.category}" data-about="part-{part.key}" hidden="hidden">{_BACK}'
        f'<div class="service">{escape(part.service)}</div><h2>{escape(part.title)}</h2><p>{escape(part.what)}</p>'
        f"{_cost(part, blueprint, lines, prices)}{settings}</section>"
    )


_BACK = '<button type="button" class="back">Back</button>'


def _fact(fact: Fact) -> str:
    if not fact.label:
        return f'<dd class="wide">{escape(fact.value)}</dd>'
    return f"<dt>{escape(fact.label)}</dt><dd>{escape(fact.value)}</dd>"


def _cost(part: Part, blueprint: Blueprint, lines: Sequence[Line], prices: Prices) -> str:
    if not part.sources:
        return ""
    if not lines:
        extra = ""
        if part.key == "live" and blueprint.value(FUNCTION, "SnapStart.ApplyOn") == "None":
            extra = f" A fast start would be {money(fast_start_usd(blueprint, prices))} more."
        return f"<h3>A month</h3><p>Costs nothing by itself.{extra}</p>"
    rows = "".join(f"<tr><td>{escape(amount(line))}</td><td>{money(line.paid_usd)}</td></tr>" for line in lines)
    return f"<h3>A month, for one family</h3><table>{rows}</table>"


def amount(line: Line) -> str:
    """Return what one line of the bill counts, in words."""
    many = f"{line.quantity:,.0f}" if line.quantity >= 1 else f"{line.quantity:.3f}"
    said = f"{line.what}: {many} {line.unit}" if line.what != line.unit else f"{many} {line.unit}"
    return said if line.free == 0 else f"{said} ({line.free:,.0f} are free)"


def _flow(flow: Flow) -> str:
    named = {part.key: part.title for part in PARTS}
    steps = "".join(
        f"<li><b>{escape(named[step.start])} to {escape(named[step.end])}</b><br/>{escape(step.text)}</li>"
        for step in flow.steps
    )
    return (
        f'<section data-about="flow-{flow.key}" hidden="hidden">{_BACK}<h2>{escape(flow.title)}</h2>'
        f"<p>{escape(flow.why)}</p><ol>{steps}</ol></section>"
    )
