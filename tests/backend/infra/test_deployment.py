"""The synthesized template itself, deployed to an emulator of AWS and asked from outside."""

from __future__ import annotations

import base64
import json
import shutil
import uuid
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import boto3
import httpx
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from pycognito.aws_srp import AWSSRP

from tests.backend.infra.synthesis import Template
from tests.helpers.aws_emulator import AwsEmulator, DeployedCloud

PASSWORD = "rabbits in the night sky"
CHARACTERS = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")


@pytest.fixture
def tokens(emulator: AwsEmulator, cloud: DeployedCloud) -> dict[str, str]:
    """The tokens of somebody who has just signed up."""
    return sign_up(emulator, cloud)


def sign_up(emulator: AwsEmulator, cloud: DeployedCloud) -> dict[str, str]:
    """Make an account and sign in to it by a client without keys of AWS, as the app does."""
    mail = f"{uuid.uuid4().hex}@example.org"
    settings = Config(signature_version=UNSIGNED)
    with closing(
        boto3.client("cognito-idp", endpoint_url=cloud.identity_url, region_name=cloud.region, config=settings)
    ) as accounts:
        accounts.sign_up(
            ClientId=cloud.client, Username=mail, Password=PASSWORD, UserAttributes=[{"Name": "email", "Value": mail}]
        )
        emulator.client("cognito-idp").admin_confirm_sign_up(UserPoolId=cloud.pool, Username=mail)
        proof = AWSSRP(mail, PASSWORD, cloud.pool, cloud.client, client=accounts)
        return dict(proof.authenticate_user()["AuthenticationResult"])


def ask(cloud: DeployedCloud, path: str, token: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(f"{cloud.url}{path}", headers=headers, timeout=20)


def test_the_template_stands_as_it_was_synthesized(emulator: AwsEmulator, cloud: DeployedCloud) -> None:
    assert cloud.pool.startswith("eu-west-1_")
    table = emulator.client("dynamodb").describe_table(TableName=cloud.table)["Table"]
    assert table["DeletionProtectionEnabled"] is True
    versions = emulator.client("s3").get_bucket_versioning(Bucket=cloud.bucket)
    assert versions["Status"] == "Enabled"


def test_without_a_token_the_gateway_answers_401_before_the_function_is_asked(cloud: DeployedCloud) -> None:
    assert ask(cloud, "/v1/sync?cur=0.").status_code == 401
    assert ask(cloud, "/v1/family", "not.a.token").status_code == 401


def test_an_identity_token_opens_nothing(cloud: DeployedCloud, tokens: dict[str, str]) -> None:
    assert ask(cloud, "/v1/family", tokens["IdToken"]).status_code == 403


def test_a_token_with_a_changed_signature_opens_nothing(cloud: DeployedCloud, tokens: dict[str, str]) -> None:
    head, body, signature = tokens["AccessToken"].split(".")
    forged = signature[:-8] + ("A" * 8 if not signature.endswith("A" * 8) else "B" * 8)
    assert ask(cloud, "/v1/family", f"{head}.{body}.{forged}").status_code == 401


def test_a_token_without_a_signature_opens_nothing(cloud: DeployedCloud, tokens: dict[str, str]) -> None:
    _, body, signature = tokens["AccessToken"].split(".")
    for algorithm in ("none", "None", "HS256"):
        head = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).decode().rstrip("=")
        for end in ("", signature):
            assert ask(cloud, "/v1/family", f"{head}.{body}.{end}").status_code == 401


def test_tokens_of_another_pool_and_of_another_client_open_nothing(emulator: AwsEmulator, cloud: DeployedCloud) -> None:
    accounts = emulator.client("cognito-idp")
    lenient = {"PasswordPolicy": {"MinimumLength": 12, **dict.fromkeys(CHARACTERS, False)}}
    pool = accounts.create_user_pool(PoolName="another", Policies=lenient)["UserPool"]["Id"]
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    for elsewhere in (pool, cloud.pool):
        client = accounts.create_user_pool_client(
            UserPoolId=elsewhere, ClientName="another", ExplicitAuthFlows=flows, GenerateSecret=False
        )["UserPoolClient"]["ClientId"]
        token = sign_up(emulator, replace(cloud, pool=elsewhere, client=client))["AccessToken"]
        assert ask(cloud, "/v1/family", token).status_code == 401
        accounts.delete_user_pool_client(UserPoolId=elsewhere, ClientId=client)


def test_an_unknown_path_is_404_at_the_gateway(cloud: DeployedCloud, tokens: dict[str, str]) -> None:
    assert ask(cloud, "/v1/nothing", tokens["AccessToken"]).status_code == 404


def test_an_access_token_reaches_the_function(cloud: DeployedCloud, tokens: dict[str, str]) -> None:
    """Somebody new has no family yet, and only the function can know that."""
    answer = ask(cloud, "/v1/family", tokens["AccessToken"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_family")


def test_the_greeting_says_where_to_sign_in(cloud: DeployedCloud) -> None:
    said = ask(cloud, "/v1/hello").json()
    assert (said["kind"], said["pool"], said["client"], said["region"]) == (
        "aws",
        cloud.pool,
        cloud.client,
        cloud.region,
    )


@pytest.mark.parametrize("action", ["dynamodb:Query", "dynamodb:UpdateItem"])
def test_the_function_can_do_nothing_that_its_role_does_not_name(
    emulator: AwsEmulator, templates: dict[str, Template], tmp_path: Path, action: str
) -> None:
    """What the deployed cloud does elsewhere in this suite, it does by the leave that the template gives."""
    lasting = templates["family"]
    assembly = tmp_path / "assembly"
    shutil.copytree(lasting.path.parent, assembly)
    narrower = lasting.path.read_text(encoding="utf-8").replace(f'"{action}"', '"dynamodb:DescribeTable"')
    (assembly / lasting.path.name).write_text(narrower, encoding="utf-8")
    name = f"Without-{action.partition(':')[2]}"
    narrow = emulator.deploy(assembly, stack=lasting.stack, name=name)
    token = sign_up(emulator, narrow)["AccessToken"]
    told = {"name": "The Hills", "email": "hill@example.org"}
    answer = httpx.post(f"{narrow.url}/v1/family", json=told, headers={"Authorization": f"Bearer {token}"}, timeout=20)
    assert answer.status_code == 500
    emulator.delete(name)


def test_the_stack_goes_and_what_the_family_stored_stays(emulator: AwsEmulator, templates: dict[str, Template]) -> None:
    lasting = templates["family"]
    passing = emulator.deploy(lasting.path.parent, stack=lasting.stack, name="Passing")
    emulator.client("s3").put_object(Bucket=passing.bucket, Key="fam/f/b/aa/moon", Body=b"The Moon")
    emulator.delete("Passing")
    assert ask(passing, "/v1/hello").status_code == 404
    table = emulator.client("dynamodb").describe_table(TableName=passing.table)["Table"]
    assert table["TableStatus"] == "ACTIVE"
    kept = emulator.client("s3").get_object(Bucket=passing.bucket, Key="fam/f/b/aa/moon")["Body"]
    with closing(kept):
        assert kept.read() == b"The Moon"
    assert emulator.client("cognito-idp").describe_user_pool(UserPoolId=passing.pool)["UserPool"]["Id"] == passing.pool
