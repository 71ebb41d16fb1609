"""AWS in a process of its own on this machine (ministack), and the synthesized template deployed to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

REGION = "eu-west-1"
KEY = "test"  # the emulator's account; its secret is the same word
START_S = 30.0
DEPLOY_S = 60.0
PAUSE_S = 0.05
# The emulator knows no budgets within a stack, so the stack is asked for none.
PARAMETERS = [{"ParameterKey": "BudgetUsd", "ParameterValue": "0"}]


@dataclass(frozen=True, slots=True)
class DeployedCloud:
    """What the stack says of itself once it stands. `url` is what a person would paste into the app.

    `identity_url` is where its accounts answer (on AWS that follows from the region).
    """

    url: str
    identity_url: str
    region: str
    pool: str
    client: str
    table: str
    bucket: str


class NotDeployed(Exception):
    """The emulator refused the template; the text says which resource and why."""


class AwsEmulator:
    """A running emulator on 127.0.0.1. Signatures and leave (IAM) are checked, as on AWS."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.url = url
        self.log = log
        self._process = process
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """Return boto3's client of a service, signed in as the account's owner; one for all who ask."""
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                endpoint_url=self.url,
                region_name=REGION,
                aws_access_key_id=KEY,
                aws_secret_access_key=KEY,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return self._clients[service]

    def deploy(self, assembly: Path, *, stack: str, name: str = "") -> DeployedCloud:
        """Put the assembly's files where the template looks for them, create the stack, and wait until it stands.

        It is called `name` in the account, by its own name unless that is given. Raise NotDeployed when it fails.
        """
        name = name or stack
        self._prepare_account()
        self._publish_files(assembly, stack)
        formation = self.client("cloudformation")
        formation.create_stack(
            StackName=name,
            TemplateBody=(assembly / f"{stack}.template.json").read_text(encoding="utf-8"),
            Capabilities=["CAPABILITY_IAM"],
            Parameters=PARAMETERS,
        )
        outputs = self._outputs(name)
        # The emulator has no TLS, and the bucket rightly refuses whoever comes without.
        self.client("s3").delete_bucket_policy(Bucket=outputs["BucketName"])
        api = outputs["CloudUrl"].partition("//")[2].partition(".")[0]
        return DeployedCloud(
            # The emulator's own name for an API needs a DNS server; this is its other way in.
            url=f"{self.url}/_aws/execute-api/{api}/$default",
            identity_url=self.url,
            region=REGION,
            pool=outputs["PoolId"],
            client=outputs["ClientId"],
            table=outputs["TableName"],
            bucket=outputs["BucketName"],
        )

    def delete(self, name: str) -> None:
        """Delete a stack and wait until it is gone. Raise NotDeployed when something of it cannot go."""
        formation = self.client("cloudformation")
        identity = formation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        formation.delete_stack(StackName=name)
        for _ in _until(DEPLOY_S):
            status = formation.describe_stacks(StackName=identity)["Stacks"][0]["StackStatus"]
            if status == "DELETE_COMPLETE":
                return
            if not status.endswith("_IN_PROGRESS"):
                break
        raise NotDeployed(f"{name} cannot be deleted")

    def stop(self) -> None:
        """End the emulator and the functions that it started."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _prepare_account(self) -> None:
        """Do what `cdk bootstrap` does as far as our template needs it."""
        self.client("ssm").put_parameter(
            Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True
        )

    def _publish_files(self, assembly: Path, stack: str) -> None:
        account = self.client("sts").get_caller_identity()["Account"]
        files = json.loads((assembly / f"{stack}.assets.json").read_text(encoding="utf-8"))["files"]
        storage = self.client("s3")
        for file in files.values():
            for place in file["destinations"].values():
                bucket = _filled(place["bucketName"], account)
                if not any(known["Name"] == bucket for known in storage.list_buckets()["Buckets"]):
                    storage.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
                body = (assembly / file["source"]["path"]).read_bytes()
                storage.put_object(Bucket=bucket, Key=place["objectKey"], Body=body)

    def _outputs(self, stack: str) -> dict[str, str]:
        formation = self.client("cloudformation")
        for _ in _until(DEPLOY_S):
            found = formation.describe_stacks(StackName=stack)["Stacks"][0]
            if found["StackStatus"] == "CREATE_COMPLETE":
                return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
            if not found["StackStatus"].endswith("_IN_PROGRESS"):
                break
        events = formation.describe_stack_events(StackName=stack)["StackEvents"]
        raise NotDeployed(
            "\n".join(
                f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
                for event in events
                if event["ResourceStatus"].endswith("FAILED")
            )
        )


@contextmanager
def running(folder: Path) -> Iterator[AwsEmulator]:
    """Run an emulator, all of whose files are in `folder`, for as long as the context lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "TMPDIR": str(folder),
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
    }
    log = folder / "emulator.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            cwd=folder,
            env=environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    emulator = AwsEmulator(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_for(port, process, log)
        yield emulator
    finally:
        emulator.stop()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in _until(START_S):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise NotDeployed(log.read_text(encoding="utf-8", errors="replace"))


def _until(limit_s: float) -> Iterator[None]:
    deadline = time.monotonic() + limit_s
    pause = threading.Event()
    while time.monotonic() < deadline:
        yield
        pause.wait(PAUSE_S)


def _filled(text: str, account: str) -> str:
    return text.replace("${AWS::AccountId}", account).replace("${AWS::Region}", REGION)
