"""What the template says of each part, in words: only values that stand in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from architecture.blueprint import Blueprint, Source


class Fact(NamedTuple):
    """What something is called, and how it is. `brief` is what stands on the box itself."""

    label: str
    value: str
    brief: str = ""


Facts: TypeAlias = Callable[[Blueprint], list[Fact]]


def none(_blueprint: Blueprint) -> list[Fact]:
    """A part outside the template."""
    return []


def client(blueprint: Blueprint) -> list[Fact]:
    client = Source("Cognito::UserPoolClient")
    ask = blueprint.value
    return [
        Fact("Signs in by", _flows(ask(client, "ExplicitAuthFlows")), "by SRP, no secret in the app"),
        Fact("Secret", _yes(ask(client, "GenerateSecret"), "one that has to be kept", "none: it is a public client")),
        Fact("Access token", f"good for {ask(client, 'AccessTokenValidity')} minutes"),
        Fact("Refresh token", f"good for {ask(client, 'RefreshTokenValidity') // 1440} days"),
        Fact("Revocation", _yes(ask(client, "EnableTokenRevocation"), "on", "off")),
        Fact("Unknown account", "same answer as a wrong password" if _hides(blueprint) else "told apart"),
    ]


def pool(blueprint: Blueprint) -> list[Fact]:
    pool = Source("Cognito::UserPool")
    ask = blueprint.value
    length = ask(pool, "Policies.PasswordPolicy.MinimumLength")
    return [
        Fact("Password", f"{length} characters or more", f"passwords of {length} and more"),
        Fact("Second factor", f"{ask(pool, 'MfaConfiguration').lower()}: an app that shows codes"),
        Fact("Forgotten password", "a code by e-mail"),
        Fact(
            "New accounts",
            _yes(
                ask(pool, "AdminCreateUserConfig.AllowAdminCreateUserOnly"),
                "closed",
                "open; they see nothing of the family",
            ),
        ),
        Fact("Deletion protection", ask(pool, "DeletionProtection").lower()),
        Fact("When the stack goes", _after(blueprint.deletion(pool))),
    ]


def stage(blueprint: Blueprint) -> list[Fact]:
    stage = Source("ApiGatewayV2::Stage")
    ask = blueprint.value
    every, hello = ask(stage, "DefaultRouteSettings"), ask(stage, "RouteSettings")
    facts = [
        Fact(
            "Throttle",
            f"{every['ThrottlingRateLimit']} a second, {every['ThrottlingBurstLimit']} at once",
            f"{every['ThrottlingRateLimit']} requests a second",
        )
    ]
    facts += [
        Fact(route, f"{limits['ThrottlingRateLimit']} a second, {limits['ThrottlingBurstLimit']} at once")
        for route, limits in hello.items()
    ]
    return facts


def authorizer(blueprint: Blueprint) -> list[Fact]:
    routes = blueprint.all(Source("ApiGatewayV2::Route")).values()
    guarded = [route for route in routes if route["AuthorizationType"] == "JWT"]
    scopes = sorted({scope for route in guarded for scope in route["AuthorizationScopes"]})
    return [
        Fact("Guards", f"{len(guarded)} of {len(routes)} routes", f"guards {len(guarded)} of {len(routes)} routes"),
        Fact("Reads", ", ".join(blueprint.value(Source("ApiGatewayV2::Authorizer"), "IdentitySource"))),
        Fact("Asks for the scope", ", ".join(scopes)),
        Fact("Checks", "signature, issuer, client, time"),
    ]


def api(blueprint: Blueprint) -> list[Fact]:
    all_routes = blueprint.all(Source("ApiGatewayV2::Route")).values()
    routes = sorted(route["RouteKey"] for route in all_routes)
    public = sum(route["AuthorizationType"] == "NONE" for route in all_routes)
    return [
        Fact("Kind", "HTTP API"),
        Fact("Routes", str(len(routes)), f"{len(routes)} routes, {public} without a token"),
        *[Fact("", route) for route in routes],
    ]


def live(blueprint: Blueprint) -> list[Fact]:
    is_fast = blueprint.value(Source("Lambda::Function"), "SnapStart.ApplyOn") == "PublishedVersions"
    return [
        Fact("Alias", blueprint.value(Source("Lambda::Alias"), "Name")),
        Fact(
            "Fast start (SnapStart)",
            "on" if is_fast else "off; a choice that costs",
            f"fast start {_yes(is_fast, 'on', 'off')}",
        ),
    ]


def function(blueprint: Blueprint) -> list[Fact]:
    function = Source("Lambda::Function")
    ask = blueprint.value
    runs = f"{ask(function, 'Runtime').replace('python', 'Python ')} on {ask(function, 'Architectures.0')}"
    return [
        Fact("Runs", runs, runs),
        Fact(
            "Memory",
            f"{ask(function, 'MemorySize'):,} MiB",
            f"{ask(function, 'MemorySize'):,} MiB, {ask(function, 'Timeout')} s at the most",
        ),
        Fact("Gives up after", f"{ask(function, 'Timeout')} s"),
        Fact("Quota of a family", f"{int(ask(function, 'Environment.Variables.QUOTA_BYTES')) // 1024**3} GiB"),
        Fact("Log lines", ask(function, "LoggingConfig.LogFormat"), "structured log lines"),
        Fact("Entry", ask(function, "Handler")),
    ]


def role(blueprint: Blueprint) -> list[Fact]:
    statements = blueprint.value(Source("IAM::Role"), "Policies.0.PolicyDocument.Statement")
    actions = [one["Action"] if isinstance(one["Action"], list) else [one["Action"]] for one in statements]
    short = [", ".join(action.partition(":")[2] for action in some) for some in actions]
    services = [some[0].partition(":")[0] for some in actions]
    said = [Fact(f"May, of {service}", text) for service, text in zip(services, short, strict=True)]
    return [
        Fact(
            "Leave", f"{sum(map(len, actions))} actions, no wildcard", f"{sum(map(len, actions))} actions, no wildcard"
        ),
        *said,
    ]


def table(blueprint: Blueprint) -> list[Fact]:
    table = Source("DynamoDB::Table")
    ask = blueprint.value
    keys = " and ".join(key["AttributeName"] for key in ask(table, "KeySchema"))
    days = ask(table, "PointInTimeRecoverySpecification.RecoveryPeriodInDays")
    paid = _yes(ask(table, "BillingMode") == "PAY_PER_REQUEST", "by the request", "by the hour")
    guarded = ask(table, "DeletionProtectionEnabled")
    return [
        Fact("Paid", paid, f"paid {paid}"),
        Fact("Goes back", f"to any second of {days} days", f"back to any second of {days} days"),
        Fact("Deletion protection", _yes(guarded, "on", "off"), "protected from deletion"),
        Fact("Keys", keys),
        Fact("Old commits go by", ask(table, "TimeToLiveSpecification.AttributeName")),
        Fact("Encryption", _yes(ask(table, "SSESpecification.SSEEnabled"), "a key of KMS", "a key that AWS owns")),
        Fact("When the stack goes", _after(blueprint.deletion(table))),
    ]


def bucket(blueprint: Blueprint) -> list[Fact]:
    bucket = Source("S3::Bucket")
    ask = blueprint.value
    rules = {rule["Id"]: rule for rule in ask(bucket, "LifecycleConfiguration.Rules")}
    kept = rules["replaced-files"]["NoncurrentVersionExpiration"]["NoncurrentDays"]
    rare = rules["rarely-read"]["Transitions"][0]["TransitionInDays"]
    abandoned = rules["abandoned-uploads"]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
    blocked = set(ask(bucket, "PublicAccessBlockConfiguration").values()) == {True}
    tls = ask(Source("S3::BucketPolicy"), "PolicyDocument.Statement.1.Condition.NumericLessThan.s3:TlsVersion")
    return [
        Fact("Public", "never" if blocked else "can be", f"never public, TLS {tls} or newer"),
        Fact("Replaced or deleted", f"kept for {kept} days", f"what was replaced: {kept} days"),
        Fact("Rarely read", f"cheaper after {rare} days", f"rarely read: cheaper after {rare} days"),
        Fact("Unfinished uploads", f"gone after {abandoned} days"),
        Fact("Line", f"TLS {tls} or newer"),
        Fact(
            "Encryption",
            ask(
                bucket,
                "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm",
            ),
        ),
        Fact("When the stack goes", _after(blueprint.deletion(bucket))),
    ]


def log(prefix: str) -> Facts:
    def facts(blueprint: Blueprint) -> list[Fact]:
        days = blueprint.value(Source("Logs::LogGroup", prefix), "RetentionInDays")
        return [Fact("Kept", f"{days} days", f"kept {days} days")]

    return facts


def access_log(blueprint: Blueprint) -> list[Fact]:
    form = str(blueprint.value(Source("ApiGatewayV2::Stage"), "AccessLogSettings.Format"))
    written = [word.rstrip('"}, ').partition('"')[0] for word in form.split("$context.")[1:]]
    return [*log("ApiLog")(blueprint), Fact("Writes", ", ".join(written))]


def alarms(blueprint: Blueprint) -> list[Fact]:
    alarms = blueprint.all(Source("CloudWatch::Alarm")).values()
    return [
        Fact("Alarms", str(len(alarms)), f"{len(alarms)} numbers watched"),
        *[Fact("", str(alarm["AlarmDescription"])) for alarm in alarms],
    ]


def topic(blueprint: Blueprint) -> list[Fact]:
    statements = blueprint.value(Source("SNS::TopicPolicy"), "PolicyDocument.Statement")
    services = [one["Principal"]["Service"].partition(".")[0] for one in statements if one["Effect"] == "Allow"]
    return [Fact("Hears", " and ".join(services)), Fact("Line", "TLS only", "by TLS only")]


def budget(blueprint: Blueprint) -> list[Fact]:
    budget = Source("Budgets::Budget")
    usd = blueprint.value(budget, "Budget.BudgetLimit.Amount")
    notices = blueprint.value(budget, "NotificationsWithSubscribers")
    said = [
        f"{one['Notification']['Threshold']} % {one['Notification']['NotificationType'].lower()}" for one in notices
    ]
    return [
        Fact("Limit", f"${usd} a month", f"${usd} a month"),
        Fact("Writes at", ", ".join(said)),
        Fact("Counts", "the whole account"),
    ]


def _flows(names: list[str]) -> str:
    return ", ".join(name.removeprefix("ALLOW_").replace("USER_SRP_AUTH", "SRP") for name in names)


def _hides(blueprint: Blueprint) -> bool:
    return bool(blueprint.value(Source("Cognito::UserPoolClient"), "PreventUserExistenceErrors") == "ENABLED")


def _yes(is_so: bool, yes: str, no: str) -> str:
    return yes if is_so else no


def _after(policy: str) -> str:
    return "it stays" if policy.startswith("Retain") else "it goes too"
