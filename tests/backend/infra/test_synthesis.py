"""The synthesis: offline, checked by others' rules, and by a person's own words."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cfnlint.api import ManualArgs, lint

from backend.infra import environment
from tests.backend.infra.synthesis import ROOT, Template, begin

Templates = dict[str, Template]


def test_cfn_lint_finds_nothing(templates: Templates) -> None:
    # W3005 is about dependencies named twice, which the CDK itself writes and which do no harm.
    settings = ManualArgs(ignore_checks=["W3005"])
    for template in templates.values():
        assert lint(template.path.read_text(encoding="utf-8"), config=settings) == []


def test_cdk_nag_finds_nothing_but_what_was_accepted_for_a_reason(templates: Templates) -> None:
    template = templates["family"]
    bucket = template.name("S3::Bucket")
    accepted = template.acknowledged
    assert set(accepted) == {
        ("Identity/Pool", "AwsSolutions-COG1"),
        ("Identity/Pool", "AwsSolutions-COG2"),
        ("Identity/Pool", "AwsSolutions-COG8"),
        ("Storage/Bucket", "AwsSolutions-S1"),
        ("Function/Role", f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/fam/*]"),
        ("Function/Code", "AwsSolutions-L1"),
        ("Api/Http/GET--v1--hello", "AwsSolutions-APIG4"),
    }
    assert min(len(reason) for reason in accepted.values()) > 40
    for one in templates.values():
        report = json.loads((one.path.parent / "validation-report.json").read_text(encoding="utf-8"))
        assert report["pluginReports"] == [], one.stack


def test_cdk_nag_is_really_asked(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, 'packaging')\n"
        "import os; from synth import node; os.environ['JSII_NODE'] = str(node())\n"
        "from aws_cdk import App, Stack, aws_s3\n"
        "from backend.infra.app import check\n"
        "app = App(outdir=sys.argv[1]); aws_s3.Bucket(Stack(app, 'Careless'), 'Bucket'); check(app); app.synth()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    careless = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert careless.returncode != 0
    assert "AwsSolutions-S10" in careless.stderr  # a bucket that also answers without TLS


def test_a_template_fits_into_one_request_of_cloudformation(templates: Templates) -> None:
    assert max(template.path.stat().st_size for template in templates.values()) < 51_200


def test_environments_share_nothing_but_their_form(templates: Templates) -> None:
    lasting, trial = templates["family"], templates["trial"]
    assert (lasting.stack, trial.stack) == ("YotoSmartStream-family", "YotoSmartStream-trial")
    for template, name in ((lasting, "family"), (trial, "trial")):
        assert {"Key": "yoto-smart-stream", "Value": name} in template.one("DynamoDB::Table")["Tags"]


def choices(**given: str) -> environment.Environment:
    return environment.read(given.get)


def test_the_familys_environment_lasts_and_others_do_not_unless_they_are_told_to() -> None:
    assert choices().is_lasting
    assert not choices(env="trial").is_lasting
    assert choices(env="trial", keep="yes").is_lasting
    assert not choices(keep="no").is_lasting


def test_a_person_can_close_the_door_choose_a_name_and_a_quota() -> None:
    chosen = choices(name="The Hill family", sign_up="no", quota_gib="200", fast_start="yes", mail="a@example.org")
    assert (chosen.cloud_name, chosen.is_open, chosen.quota_bytes) == ("The Hill family", False, 200 * 1024**3)
    assert (chosen.is_fast_start, chosen.mail) == (True, "a@example.org")


@pytest.mark.parametrize(
    "wrong",
    [
        {"env": "My Home"},
        {"env": "x" * 21},
        {"keep": "maybe"},
        {"quota_gib": "-1"},
        {"quota_gib": "lots"},
        {"mail": "me"},
    ],
)
def test_a_word_that_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(environment.BadChoice):
        choices(**wrong)


def test_the_cdks_own_command_line_gets_the_environment_that_it_asked_for(tmp_path: Path) -> None:
    """`cdk deploy -c env=trial` runs what `cdk.json` names, and says by these two variables what it wants where."""
    python, *words = shlex.split(json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["app"])
    assert python == "python3"
    context = {"env": "trial", "name": "The Hill family", "aws:cdk:enable-asset-metadata": True}
    variables = {**os.environ, "CDK_OUTDIR": str(tmp_path), "CDK_CONTEXT_JSON": json.dumps(context)}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=variables, capture_output=True, check=True)
    (path,) = tmp_path.glob("*.template.json")
    assert path.name == "YotoSmartStream-trial.template.json"
    resources = json.loads(path.read_text(encoding="utf-8"))["Resources"].values()
    assert {one["DeletionPolicy"] for one in resources if one["Type"] == "AWS::DynamoDB::Table"} == {"Delete"}
    names = [one["Properties"].get("Environment", {}).get("Variables", {}).get("CLOUD_NAME") for one in resources
             if one["Type"] == "AWS::Lambda::Function"]  # fmt: skip
    assert "The Hill family" in names


def test_a_wrong_word_is_told_in_one_line(tmp_path: Path) -> None:
    process = begin(tmp_path, "env=My Home")
    _, told = process.communicate(timeout=300)
    assert process.returncode == 2
    assert told == "env: up to 20 small letters, digits and hyphens, a letter first\n"
