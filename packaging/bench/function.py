"""How long the cloud's function takes to be loaded, beside the usual way to write one: FastAPI, Mangum and boto3."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figure import Figure, median

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
QUICK_ROUNDS = 2
LIMIT = 0.5
TIMEOUT_S = 60.0
OURS = "import backend.aws.api"
# Both also make what a request needs, as far as that can be done before the first one.
PEER = "import boto3, fastapi, mangum; boto3.client('dynamodb'); boto3.client('s3'); mangum.Mangum(fastapi.FastAPI())"
ENVIRONMENT = {
    "TABLE": "t",
    "BUCKET": "b",
    "POOL": "p",
    "CLIENT": "c",
    "CLOUD_NAME": "n",
    "QUOTA_BYTES": "1",
    "AWS_REGION": "eu-west-2",
    "AWS_DEFAULT_REGION": "eu-west-2",
    "AWS_ACCESS_KEY_ID": "k",
    "AWS_SECRET_ACCESS_KEY": "s",
}


def run(*, is_quick: bool = False) -> list[Figure]:
    """Load them by turns, each in a fresh process, after one of each that is not counted."""
    rounds = QUICK_ROUNDS if is_quick else ROUNDS
    times: dict[str, list[float]] = {OURS: [], PEER: []}
    with tempfile.TemporaryDirectory(prefix="bench-") as bytecode:
        for round_ in range(rounds + 1):
            for code, taken in times.items():
                ms = _loaded_ms(code, bytecode=bytecode)
                if round_:
                    taken.append(ms)
    ours, peer = median(times[OURS]), median(times[PEER])
    return [
        Figure("the function's cold import", ours / peer, "x", LIMIT, f"FastAPI, Mangum and boto3, {peer:.0f} ms"),
        Figure("the function's cold import, own time", ours, "ms"),
    ]


def _loaded_ms(code: str, *, bytecode: str) -> float:
    """Return how long a fresh process takes from its first statement to the end of the imports."""
    timed = f"import time; began = time.perf_counter(); {code}; print((time.perf_counter() - began) * 1000)"
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.run(
        [sys.executable, "-c", timed],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        timeout=TIMEOUT_S,
        check=True,
        text=True,
    )
    return float(process.stdout)
