"""The one function as the template makes it."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from tests.backend.infra.synthesis import Template

Templates = dict[str, Template]
HANDLER = "backend.aws.api.handler"


@pytest.fixture
def code(templates: Templates) -> dict[str, Any]:
    return code_of(templates["family"])


def test_the_function_runs_on_arm_and_the_newest_python_of_the_project(code: dict[str, Any]) -> None:
    assert (code["Architectures"], code["Runtime"]) == (["arm64"], "python3.13")


def test_the_function_ends_before_the_gateway_gives_up(code: dict[str, Any]) -> None:
    assert code["Timeout"] == 29


def test_the_function_is_told_where_everything_is(code: dict[str, Any]) -> None:
    told = code["Environment"]["Variables"]
    assert set(told) == {"TABLE", "BUCKET", "POOL", "CLIENT", "CLOUD_NAME", "QUOTA_BYTES"}
    assert (told["CLOUD_NAME"], told["QUOTA_BYTES"]) == ("Our family", str(50 * 1024**3))


def test_the_gateway_calls_a_published_version_by_its_alias(templates: Templates) -> None:
    template = templates["family"]
    assert template.one("Lambda::Alias")["FunctionVersion"] == {
        "Fn::GetAtt": [template.name("Lambda::Version"), "Version"]
    }
    assert template.one("ApiGatewayV2::Integration")["IntegrationUri"] == {"Ref": template.name("Lambda::Alias")}


def test_a_snapshot_of_the_started_function_is_a_choice_that_is_spelled_out(templates: Templates) -> None:
    assert code_of(templates["family"])["SnapStart"] == {"ApplyOn": "None"}
    assert code_of(templates["trial"])["SnapStart"] == {"ApplyOn": "PublishedVersions"}


def code_of(template: Template) -> dict[str, Any]:
    """Return our function; a trial has a second one, which empties its bucket at the end."""
    (found,) = [one for one in template.all("Lambda::Function").values() if one["Properties"]["Handler"] == HANDLER]
    return dict(found["Properties"])


def test_the_function_writes_structured_lines_into_a_log_that_ends(templates: Templates) -> None:
    template = templates["family"]
    logging = template.one("Lambda::Function")["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"
    assert logging["LogGroup"]["Ref"] in template.all("Logs::LogGroup")


def test_every_log_ends_after_a_month_and_a_trial_after_a_week(templates: Templates) -> None:
    for name, days in (("family", 30), ("trial", 7)):
        logs = templates[name].all("Logs::LogGroup").values()
        assert {log["Properties"]["RetentionInDays"] for log in logs} == {days}
        assert len(logs) == 2


def test_the_handler_that_the_template_names_exists() -> None:
    assert importlib.util.find_spec(HANDLER.removesuffix(".handler")) is not None


def test_what_a_person_chose_reaches_the_function(templates: Templates) -> None:
    told = code_of(templates["trial"])["Environment"]["Variables"]
    assert (told["CLOUD_NAME"], told["QUOTA_BYTES"]) == ("The Hill family", str(1024**3))
