"""The parts of the cloud that the picture shows: what each is for, and which values of the template describe it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from architecture import facts
from architecture.blueprint import Source
from architecture.facts import Facts


class Category(StrEnum):
    """Groups of the picture; each has a colour of its own."""

    HOME = "home"
    IDENTITY = "identity"
    ENTRY = "entry"
    ANSWER = "answer"
    STORAGE = "storage"
    WATCH = "watch"


TITLES = {
    Category.HOME: "At home",
    Category.IDENTITY: "Who you are",
    Category.ENTRY: "The way in",
    Category.ANSWER: "What answers",
    Category.STORAGE: "What is kept",
    Category.WATCH: "Who watches",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One box. `sources` are the resources that it stands for."""

    key: str
    title: str
    service: str
    category: Category
    what: str
    sources: tuple[Source, ...] = ()
    facts: Facts = facts.none


PARTS: tuple[Part, ...] = (
    Part(
        "app",
        "Computers",
        "with the app",
        Category.HOME,
        "Each computer has the whole library in a file of its own and works without any of this. It asks the cloud "
        "for what is new, and sends what was edited, encrypted all the way.",
    ),
    Part(
        "mail",
        "Mailbox",
        "of a parent",
        Category.HOME,
        "Codes for a new account, and word when something is wrong.",
    ),
    Part(
        "client",
        "Sign-in",
        "Cognito app client",
        Category.IDENTITY,
        "Through this the app proves that a person knows the password, without sending it (SRP).",
        (Source("Cognito::UserPoolClient"),),
        facts.client,
    ),
    Part(
        "pool",
        "Accounts",
        "Cognito user pool",
        Category.IDENTITY,
        "The parents' accounts. It signs the tokens that open everything else.",
        (Source("Cognito::UserPool"),),
        facts.pool,
    ),
    Part(
        "stage",
        "Throttle",
        "API Gateway stage",
        Category.ENTRY,
        "Where requests arrive. So many a second are let in and no more: this bounds what a stranger can cost.",
        (Source("ApiGatewayV2::Stage"),),
        facts.stage,
    ),
    Part(
        "authorizer",
        "Token check",
        "API Gateway JWT authorizer",
        Category.ENTRY,
        "Lets nobody through without a valid access token of the family's own accounts. What it refuses costs nothing.",
        (Source("ApiGatewayV2::Authorizer"),),
        facts.authorizer,
    ),
    Part(
        "api",
        "Routes",
        "API Gateway HTTP API",
        Category.ENTRY,
        "The list of what can be asked. It is made from the table by which the function itself dispatches.",
        (
            Source("ApiGatewayV2::Api"),
            Source("ApiGatewayV2::Route"),
            Source("ApiGatewayV2::Integration"),
            Source("Lambda::Permission"),
        ),
        facts.api,
    ),
    Part(
        "role",
        "What it may touch",
        "IAM role",
        Category.ANSWER,
        "The function's only rights: items of this table, files of this bucket, lines in its own log.",
        (Source("IAM::Role"),),
        facts.role,
    ),
    Part(
        "function",
        "The core",
        "Lambda function",
        Category.ANSWER,
        "Orders the family's edits in one log, folds snapshots, gives leave to read and write files. The same code "
        "runs on a server at home.",
        (Source("Lambda::Function"),),
        facts.function,
    ),
    Part(
        "live",
        "The published version",
        "Lambda version and alias",
        Category.ANSWER,
        "What the gateway calls. A new version takes over at once and whole; the old one is a deployment away.",
        (Source("Lambda::Version"), Source("Lambda::Alias")),
        facts.live,
    ),
    Part(
        "bucket",
        "Files",
        "S3 bucket",
        Category.STORAGE,
        "Audio, pictures and snapshots. Computers read and write them directly, by addresses good for 15 minutes.",
        (Source("S3::Bucket"), Source("S3::BucketPolicy")),
        facts.bucket,
    ),
    Part(
        "table",
        "The family's log",
        "DynamoDB table",
        Category.STORAGE,
        "Every edit as a numbered commit, who belongs to the family, its computers, and which files are there.",
        (Source("DynamoDB::Table"),),
        facts.table,
    ),
    Part(
        "logs",
        "Core's log",
        "CloudWatch Logs",
        Category.WATCH,
        "Structured lines about what went wrong, without bodies and tokens.",
        (Source("Logs::LogGroup", "FunctionLog"),),
        facts.log("FunctionLog"),
    ),
    Part(
        "access",
        "Access log",
        "CloudWatch Logs",
        Category.WATCH,
        "One line a request: which route, which answer, how long. No path, no address, no token, no body.",
        (Source("Logs::LogGroup", "ApiLog"),),
        facts.access_log,
    ),
    Part(
        "alarms",
        "Alarms",
        "CloudWatch",
        Category.WATCH,
        "Errors, refusals and slowness, looked at every five minutes. Silence is no alarm.",
        (Source("CloudWatch::Alarm"),),
        facts.alarms,
    ),
    Part(
        "topic",
        "Who is told",
        "SNS topic",
        Category.WATCH,
        "Passes alarms and the budget's warnings on, to the address that was chosen at deployment.",
        (Source("SNS::Topic"), Source("SNS::TopicPolicy"), Source("SNS::Subscription")),
        facts.topic,
    ),
    Part(
        "budget",
        "Budget",
        "AWS Budgets",
        Category.WATCH,
        "Warns long before a mistake becomes expensive.",
        (Source("Budgets::Budget"),),
        facts.budget,
    ),
)
