"""The synthesized template itself, deployed to an emulator of AWS and asked from outside."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import boto3
import httpx
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from pycognito.aws_srp import AWSSRP

from tests.helpers.aws_emulator import AwsEmulator, DeployedCloud

PASSWORD = "rabbits in the night sky"


@pytest.fixture
def accounts(cloud: DeployedCloud) -> Iterator[object]:
    """The accounts' own client: it has no keys of AWS, as the app has none."""
    client = boto3.client(
        "cognito-idp",
        endpoint_url=cloud.identity_url,
        region_name=cloud.region,
        config=Config(signature_version=UNSIGNED),
    )
    yield client
    client.close()


@pytest.fixture
def tokens(emulator: AwsEmulator, cloud: DeployedCloud, accounts: object) -> dict[str, str]:
    """The tokens of somebody who has just signed up."""
    mail = f"{uuid.uuid4().hex}@example.org"
    accounts.sign_up(  # type: ignore[attr-defined]
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
