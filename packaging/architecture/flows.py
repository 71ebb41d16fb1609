"""What flows between the parts, step by step, and what happens to it when something fails."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of a flow: from a part, to a part, what goes there."""

    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Something that the cloud does."""

    key: str
    title: str
    why: str
    steps: tuple[Step, ...]

    @property
    def edges(self) -> tuple[str, ...]:
        """The arrows that belong to it."""
        return tuple(edge(step) for step in self.steps)


def edge(step: Step) -> str:
    """Return the name of the arrow that a step goes along."""
    return f"{step.start}-{step.end}"


_IN = (
    Step("app", "stage", "A request with an access token"),
    Step("stage", "authorizer", "If there are not too many"),
    Step("authorizer", "api", "If the token is good: who asks is taken from it, never from the request"),
    Step("api", "live", "If the route exists"),
    Step("live", "function", "The published version answers, one request at a time"),
)

FLOWS: tuple[Flow, ...] = (
    Flow(
        "connect",
        "Connect",
        "A person pastes one address; the app asks it where to sign in. The only question without a token.",
        (
            Step("app", "stage", "GET /v1/hello, throttled more than everything else"),
            Step("stage", "api", "This one route asks for no token"),
            Step("api", "live", "To the published version"),
            Step("live", "function", "Answers with its name, the region, the accounts and the client"),
        ),
    ),
    Flow(
        "sign-in",
        "Sign in",
        "The password stays on the computer; it is proved by SRP. A lost computer's sign-in can be ended.",
        (
            Step("pool", "mail", "A code that confirms the address, once"),
            Step("app", "client", "Proof of the password, the second factor if there is one"),
            Step("client", "pool", "Access for an hour, a refresh token for 90 days"),
            Step("authorizer", "pool", "The gateway fetches the public keys by which tokens are checked"),
        ),
    ),
    Flow(
        "sync",
        "Keep the library the same",
        "Edits are commits in one numbered log. Whoever comes second hears what came first, and merges at home.",
        (
            *_IN,
            Step("function", "table", "Reads what was missed; adds a commit on condition that its number is free"),
            Step("function", "bucket", "Folds a snapshot now and then, for computers that are new or were away long"),
        ),
    ),
    Flow(
        "audio",
        "Send and fetch audio",
        "Bytes never pass the function. It gives leave for one file of one size and one SHA-256, for 15 minutes.",
        (
            *_IN,
            Step("function", "table", "Notes the file, counts the family's quota"),
            Step("app", "bucket", "The bytes themselves, in parts of 8 MiB that can be resumed"),
        ),
    ),
    Flow(
        "leave",
        "What the core may do",
        "Its role is all that it has: no account, no setting, no other table.",
        (
            Step("role", "function", "Credentials for some hours"),
            Step("function", "table", "Items of one family, never a scan"),
            Step("function", "bucket", "Files below fam/"),
            Step("function", "logs", "Lines in its own log"),
        ),
    ),
    Flow(
        "watch",
        "Notice trouble",
        "Numbers are looked at every five minutes; a person is written to when they are wrong.",
        (
            Step("api", "access", "One line a request"),
            Step("function", "logs", "One line when something is odd"),
            Step("api", "alarms", "4xx and 5xx"),
            Step("function", "alarms", "Errors, refusals, how long one answer in twenty takes"),
            Step("table", "alarms", "Reads and writes that were turned away"),
            Step("alarms", "topic", "When a number is wrong"),
            Step("budget", "topic", "When half of it is spent, all of it, or is going to be"),
            Step("topic", "mail", "A letter"),
        ),
    ),
)
