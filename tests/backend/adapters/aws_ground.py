"""The table and the bucket of AWS, on an emulator, reached by our adapters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from backend.aws.documents import DynamoDocuments
from backend.aws.line import Line
from backend.aws.objects import S3Objects
from backend.aws.signing import Credentials
from tests.backend.adapters.ground import Bucket, Table
from tests.helpers.aws_emulator import KEY, REGION, AwsEmulator, running

# What the emulator lets pass and AWS refuses. Should it learn to, the test says so.
GAPS = {
    "test_an_address_cannot_be_changed_in_any_letter[aws]": "takes an address without a signature for a public file",
    "test_parts_said_in_another_order_make_no_file[aws]": "does not know InvalidPartOrder",
    "test_what_is_finished_is_no_upload_any_more[aws]": "does not know NoSuchUpload here",
}
KEYS = {"pk": "HASH", "sk": "RANGE"}


def line_to(emulator: AwsEmulator, service: str) -> Line:
    """Return a line to one of the emulator's services, signed by the account's owner."""
    return Line(emulator.url, service, REGION, lambda: Credentials(KEY, KEY))


@contextmanager
def aws_table(folder: Path) -> Iterator[Table]:
    """A table with the keys that ours has. It deletes what is over within days, so nobody can wait for that."""
    name = f"table-{uuid4().hex[:8]}"
    with running(folder) as emulator:
        emulator.client("dynamodb").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in KEYS.items()],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in KEYS],
        )
        line = line_to(emulator, "dynamodb")
        yield Table(DynamoDocuments(line, table=name), sweep=None)
        line.close()


@contextmanager
def aws_bucket(folder: Path) -> Iterator[Bucket]:
    """A bucket behind the emulator's one address."""
    name = f"bucket-{uuid4().hex[:8]}"
    with running(folder) as emulator, httpx.Client(trust_env=False) as client:
        emulator.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        line = line_to(emulator, "s3")
        yield Bucket(S3Objects(line, prefix=f"/{name}"), client, let_addresses_expire=None)
        line.close()
