"""The picture and the overview tell what the template has, all of it, and what it costs."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.contract.chain import Cursor
from backend.core.devices import SEEN_EVERY_S
from tests.backend.infra.synthesis import ROOT, Template
from tests.helpers.family_calls import Cloud

Templates = dict[str, Template]


@pytest.fixture(scope="module")
def drawn(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture and the overview of the template as it is now."""
    folder = tmp_path_factory.mktemp("drawn")
    command = [sys.executable, str(ROOT / "packaging" / "diagram.py"), str(folder)]
    subprocess.run([*command, "--template", str(templates["family"].path)], check=True)
    return folder


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What draws, with packaging on the path as when it is started."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return lambda name: importlib.import_module(f"architecture.{name}")


@pytest.mark.parametrize("name", ["aws-architecture.svg", "aws-architecture.md"])
def test_what_is_in_docs_is_drawn_from_this_template(drawn: Path, name: str) -> None:
    now, then = (drawn / name).read_bytes(), (ROOT / "docs" / name).read_bytes()
    assert now == then, "run packaging/diagram.py"


def test_every_resource_of_the_template_is_in_the_picture_once(templates: Templates, modules: Any) -> None:
    blueprint = modules("blueprint").Blueprint(templates["family"].body)
    shown = [name for part in modules("parts").PARTS for source in part.sources for name in blueprint.all(source)]
    assert sorted(shown) == sorted(blueprint.names)


def test_every_part_stands_somewhere_and_every_step_has_its_arrow(modules: Any) -> None:
    layout, flows, parts = modules("layout"), modules("flows"), modules("parts").PARTS
    assert set(layout.PLACES) == {part.key for part in parts} == set(modules("glyphs").GLYPHS)
    assert set(layout.WAYS) == {edge for flow in flows.FLOWS for edge in flow.edges}


def test_no_two_boxes_overlap_and_each_is_within_its_group(modules: Any) -> None:
    layout = modules("layout")
    boxes = list(layout.PLACES.values())
    for one in boxes:
        for other in boxes:
            assert one is other or not _overlap(one, other)
    for part in modules("parts").PARTS:
        inner, outer = layout.PLACES[part.key], layout.GROUPS[part.category]
        assert outer.x < inner.x
        assert inner.x + inner.width < outer.x + outer.width
        assert outer.y < inner.y
        assert inner.y + inner.height < outer.y + outer.height


def _overlap(one: Any, other: Any) -> bool:
    return bool(
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_the_picture_needs_nothing_but_itself(drawn: Path) -> None:
    text = (drawn / "aws-architecture.svg").read_text(encoding="utf-8")
    ET.fromstring(text)
    comments = re.compile(r"^ *//.*$", re.MULTILINE)
    rest = comments.sub("", text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xhtml", ""))
    assert [
        outside for outside in ("http:", "https:", "//", "href", "@import", "src=", "url(h") if outside in rest
    ] == []


def cost(modules: Any, body: Mapping[str, Any], **use: float) -> float:
    costs = modules("costs")
    blueprint = modules("blueprint").Blueprint(body)
    return float(costs.total(costs.bill(blueprint, use=costs.Use(**use), prices=costs.Prices())))


def test_a_family_pays_five_cents_a_month_at_the_most_without_audio(templates: Templates, modules: Any) -> None:
    assert 0 < cost(modules, templates["family"].body) <= modules("costs").GOAL_USD


def test_the_cost_follows_the_template(templates: Templates, modules: Any) -> None:
    body = templates["family"].body
    usual = cost(modules, body)

    without_recovery = changed(
        body, "DynamoDB::Table", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    assert cost(modules, without_recovery) == pytest.approx(usual - 0.02 * 0.20)

    fast = changed(body, "Lambda::Function", SnapStart={"ApplyOn": "PublishedVersions"})
    assert 3.8 < cost(modules, fast) - usual < 4.1

    crowded = copy.deepcopy(dict(body))
    (alarm,) = [one for name, one in body["Resources"].items() if name.startswith("AlarmsSlow")]
    crowded["Resources"] |= {f"Alarm{number}": alarm for number in range(5)}
    assert cost(modules, crowded) == pytest.approx(usual + 2 * 0.10)  # seven and five; ten are free


def test_the_cost_follows_the_use(templates: Templates, modules: Any) -> None:
    body = templates["family"].body
    assert cost(modules, body, computers=4) > cost(modules, body, computers=2) + 0.01
    # A hundred million answers are beyond what is free: then memory counts.
    costs = modules("costs")
    use = dataclasses.replace(costs.Use(), other_requests=3_000_000)
    larger = changed(body, "Lambda::Function", MemorySize=2048)
    paid = [
        costs.total(costs.bill(modules("blueprint").Blueprint(one), use=use, prices=costs.Prices()), part="function")
        for one in (body, larger)
    ]
    assert paid[1] > paid[0] * 1.5


def test_the_stated_use_is_what_the_core_does(modules: Any) -> None:
    use = modules("costs").Use()
    cloud = Cloud()
    owner = cloud.owner()
    calls: list[str] = []
    cloud.documents = Counted(cloud.documents, calls)  # type: ignore[assignment]
    cloud.world = dataclasses.replace(cloud.world, documents=cloud.documents)
    commit = owner.push({f"t_{'a' * 26}": {"title": "The Moon"}}).told["commits"][-1]
    assert calls.count("query") + calls.count("last") <= use.reads
    assert [call for call in calls if call not in ("query", "last")] == ["put_new"]
    calls.clear()
    assert owner.pull(Cursor(commit["seq"], commit["h"])).status == 200
    assert len(calls) <= use.reads
    assert set(calls) == {"query"}
    assert use.seen_an_hour == 3600 / SEEN_EVERY_S


class Counted:
    """Documents that write down which of their methods are called."""

    def __init__(self, documents: object, calls: list[str]) -> None:
        self._documents, self._calls = documents, calls

    def __getattr__(self, name: str) -> Any:
        self._calls.append(name)
        return getattr(self._documents, name)


def changed(body: Mapping[str, Any], kind: str, **properties: object) -> dict[str, Any]:
    copied = copy.deepcopy(dict(body))
    for resource in copied["Resources"].values():
        if resource["Type"] == f"AWS::{kind}":
            resource["Properties"].update(properties)
    return copied


def test_a_value_that_the_template_lacks_is_not_drawn_but_told(templates: Templates, modules: Any) -> None:
    body = changed(templates["family"].body, "DynamoDB::Table", PointInTimeRecoverySpecification={})
    table = next(part for part in modules("parts").PARTS if part.key == "table")
    with pytest.raises(modules("blueprint").NotThere, match="RecoveryPeriodInDays"):
        table.facts(modules("blueprint").Blueprint(body))
