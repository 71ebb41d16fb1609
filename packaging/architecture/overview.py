"""Writes the overview of the family's cloud: who does what, what flows, what is safe, what lasts, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from architecture.blueprint import Blueprint, Source
from architecture.costs import FUNCTION, GOAL_USD, Line, Prices, Use, audio_usd, fast_start_usd, total
from architecture.flows import FLOWS
from architecture.panel import amount
from architecture.parts import PARTS, TITLES, Category

TEXT = Path(__file__).with_name("overview.txt")
STAGE, TABLE, BUCKET = Source("ApiGatewayV2::Stage"), Source("DynamoDB::Table"), Source("S3::Bucket")
POOL, CLIENT = Source("Cognito::UserPool"), Source("Cognito::UserPoolClient")
OPEN = (
    "Whoever knows the address can make an account. A stranger sees nothing of the family, but could found one and\n"
    "  store things at your cost, up to its quota: `-c sign_up=no` closes the door once everybody is in."
)
CLOSED = "New accounts are made by the AWS account's owner only."
AUDIO_GB = (10, 50, 200)
NAMED = {part.key: part.title for part in PARTS}
USED = {
    "people": "people who sign in",
    "computers": "computers",
    "hours_in_front": "hours a day and computer with the app in front, which asks every minute",
    "hours_behind": "hours a day and computer with the app behind others, which asks every ten minutes",
    "edits": "edits sent a day",
    "other_requests": "other requests a day",
    "edit_kib": "KiB an edit takes in the log",
    "reads": "reads of 4 KiB a request, at the most",
    "seen_an_hour": "times an hour a computer that asks is written down as seen",
    "answer_ms": "ms of the function a request",
    "cold_part": "of requests begin the function anew",
    "cold_ms": "ms to begin anew",
    "log_bytes": "bytes of log a request",
    "records_gb": "GB of records",
    "snapshots": "snapshots a month",
    "snapshot_gb": "GB a snapshot",
    "alarm_mails": "letters from alarms a month",
}


def overview(blueprint: Blueprint, *, lines: Sequence[Line], use: Use, prices: Prices) -> str:
    """Return the overview in Markdown. Every number in it is the template's, a price or a stated use."""
    return TEXT.read_text(encoding="utf-8").format(
        **_said_of_the_template(blueprint),
        parts="\n\n".join(_responsibilities(category, blueprint) for category in Category),
        flows="\n\n".join(_flows()),
        paid=f"{total(tuple(lines)):.3f}",
        goal=f"{GOAL_USD:.2f}",
        bill=_bill(lines),
        audio=_audio(prices),
        free_out=prices.free_out_gb,
        out=prices.out_gb,
        rare_read=prices.rare_read_gb,
        fast_usd=f"{fast_start_usd(blueprint, prices):.2f}",
        use=_use(use),
    )


def _said_of_the_template(blueprint: Blueprint) -> dict[str, object]:
    ask = blueprint.value
    rules = {rule["Id"]: rule for rule in ask(BUCKET, "LifecycleConfiguration.Rules")}
    routes = blueprint.all(Source("ApiGatewayV2::Route")).values()
    lasting = {"the table": TABLE, "the bucket": BUCKET, "the accounts": POOL}
    is_closed = ask(POOL, "AdminCreateUserConfig.AllowAdminCreateUserOnly")
    limits = ask(STAGE, "DefaultRouteSettings")
    policy = ask(Source("S3::BucketPolicy"), "PolicyDocument.Statement")
    return {
        "resources": len(blueprint.names),
        "public": ", ".join(route["RouteKey"] for route in routes if route["AuthorizationType"] == "NONE"),
        "access_minutes": ask(CLIENT, "AccessTokenValidity"),
        "tls": policy[1]["Condition"]["NumericLessThan"]["s3:TlsVersion"],
        "sign_up": CLOSED if is_closed else OPEN,
        "recovery_days": ask(TABLE, "PointInTimeRecoverySpecification.RecoveryPeriodInDays"),
        "kept_days": rules["replaced-files"]["NoncurrentVersionExpiration"]["NoncurrentDays"],
        "stays": ", ".join(name for name, one in lasting.items() if blueprint.deletion(one) != "Delete") or "none",
        "rate": limits["ThrottlingRateLimit"],
        "burst": limits["ThrottlingBurstLimit"],
        "memory": f"{ask(FUNCTION, 'MemorySize'):,}",
        "timeout": ask(FUNCTION, "Timeout"),
        "quota": int(ask(FUNCTION, "Environment.Variables.QUOTA_BYTES")) // 1024**3,
        "fast_start": "on" if ask(FUNCTION, "SnapStart.ApplyOn") == "PublishedVersions" else "off",
    }


def _responsibilities(category: Category, blueprint: Blueprint) -> str:
    rows = [f"**{TITLES[category]}**", "", "| part | what it is for | as the template has it |", "|---|---|---|"]
    for part in PARTS:
        if part.category is category:
            briefs = "; ".join(fact.brief for fact in part.facts(blueprint) if fact.brief)
            rows.append(f"| {part.title} ({part.service}) | {part.what} | {briefs} |")
    return "\n".join(rows)


def _flows() -> list[str]:
    return [
        "\n".join(
            [
                f"**{flow.title}.** {flow.why}",
                "",
                *(
                    f"{number}. {NAMED[step.start]} to {NAMED[step.end]}: {step.text}"
                    for number, step in enumerate(flow.steps, 1)
                ),
            ]
        )
        for flow in FLOWS
    ]


def _bill(lines: Sequence[Line]) -> str:
    rows = ["| part | what | by list | paid |", "|---|---|---:|---:|"]
    rows += [f"| {NAMED[one.part]} | {amount(one)} | ${one.list_usd:.4f} | ${one.paid_usd:.4f} |" for one in lines]
    listed = sum(line.list_usd for line in lines)
    return "\n".join([*rows, f"| **all** | | **${listed:.4f}** | **${total(tuple(lines)):.4f}** |"])


def _audio(prices: Prices) -> str:
    rows = ["| audio | at first | once rarely heard |", "|---:|---:|---:|"]
    for gigabytes in AUDIO_GB:
        first, later = audio_usd(gigabytes, prices)
        rows.append(f"| {gigabytes} GB | ${first:.3f} | ${later:.3f} |")
    return "\n".join(rows)


def _use(use: Use) -> str:
    rows = ["| | |", "|---:|---|"]
    rows += [f"| {getattr(use, field.name):g} | {USED[field.name]} |" for field in fields(use)]
    return "\n".join([*rows, f"| {use.requests:,.0f} | requests a month, from the above |"])
