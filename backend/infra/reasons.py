"""Says why a rule of AWS's own checks does not fit, where the construct that breaks it is made."""

from __future__ import annotations

from typing import TypeAlias

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

Rule: TypeAlias = str


def accept(construct: IConstruct, rule: Rule, reason: str) -> None:
    """Accept one finding of cdk-nag on this construct, for a reason that stands in the template's report."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
