"""What the parts may do to each other: no more than they need."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.backend.infra.synthesis import ROOT, Template

Templates = dict[str, Template]


def statements(template: Template) -> Iterator[Mapping[str, Any]]:
    """Yield every statement that allows something, of whatever policy."""
    for resource in template.body["Resources"].values():
        properties = resource.get("Properties", {})
        documents = [
            properties.get("PolicyDocument"),
            *[
                one["PolicyDocument"]
                for one in properties.get("Policies", [])
                if isinstance(one, dict) and "PolicyDocument" in one
            ],
        ]
        for document in filter(None, documents):
            yield from (one for one in document["Statement"] if one["Effect"] == "Allow")


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def test_no_policy_allows_every_action_of_a_service(templates: Templates) -> None:
    for template in templates.values():
        actions = [str(action) for one in statements(template) for action in listed(one["Action"])]
        assert actions
        assert not {"*"} & {action.partition(":")[2] for action in actions}


def test_no_action_is_abbreviated_but_by_what_empties_a_trials_bucket(templates: Templates) -> None:
    """The CDK brings that along, with leave for this one bucket; an environment that lasts does not have it."""
    short = {
        name: {str(action) for one in statements(template) for action in listed(one["Action"]) if "*" in str(action)}
        for name, template in templates.items()
    }
    assert short == {"family": set(), "trial": {"s3:GetBucket*", "s3:List*", "s3:DeleteObject*"}}


def test_no_policy_names_every_resource(templates: Templates) -> None:
    for template in templates.values():
        assert [one for one in statements(template) if "*" in listed(one["Resource"])] == []


def test_the_only_open_end_is_the_families_files(templates: Templates) -> None:
    """S3 has no other form for files whose keys are not known yet."""
    template = templates["family"]
    bucket = {"Fn::GetAtt": [template.name("S3::Bucket"), "Arn"]}
    open_ended = [
        place for one in statements(template) for place in listed(one["Resource"]) if "*" in json.dumps(place)
    ]
    assert open_ended == [{"Fn::Join": ["", [bucket, "/fam/*"]]}]


def test_the_function_may_do_to_the_table_just_what_the_adapter_does(templates: Templates) -> None:
    template = templates["family"]
    source = (ROOT / "backend" / "aws" / "documents.py").read_text(encoding="utf-8")
    done = set(re.findall(r'"(Query|Scan|(?:Batch|Transact)?(?:Get|Put|Update|Delete|Write)Items?)"', source))
    assert len(done) > 2
    (table,) = [one for one in statements(template) if "dynamodb:PutItem" in one["Action"]]
    assert set(table["Action"]) == {f"dynamodb:{action}" for action in done}
    assert table["Resource"] == {"Fn::GetAtt": [template.name("DynamoDB::Table"), "Arn"]}


def test_the_function_cannot_touch_accounts_logs_of_others_or_its_own_settings(templates: Templates) -> None:
    template = templates["family"]
    (role,) = template.all("IAM::Role").values()
    services = {
        str(action).partition(":")[0]
        for policy in role["Properties"]["Policies"]
        for one in policy["PolicyDocument"]["Statement"]
        for action in listed(one["Action"])
    }
    assert services == {"dynamodb", "s3", "logs"}
    assert "ManagedPolicyArns" not in role["Properties"]


def test_only_lambda_takes_the_functions_role(templates: Templates) -> None:
    (role,) = templates["family"].all("IAM::Role").values()
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
