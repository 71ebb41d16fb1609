"""The CDK's way in: makes the stack of the environment that the context names, checked by AWS's own rules."""

from __future__ import annotations

import sys

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from backend.infra import environment
from backend.infra.stack import FamilyCloud


def main() -> int:
    app = App()
    try:
        wanted = environment.read(app.node.try_get_context)
    except environment.BadChoice as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    FamilyCloud(app, environment=wanted)
    check(app)
    app.synth()
    return 0


def check(app: App) -> None:
    """Let the synthesis fail over every finding of AWS's own rules that nobody has accepted for a reason."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


if __name__ == "__main__":
    sys.exit(main())
