"""What an unsuccessful answer of Yoto means to a person: the one table from status codes to errors (yoto-api.md 6)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from desktop.gateways.http import Answer
from desktop.model.errors import Busy, NotAllowed, NotFound, Refused, SignInNeeded, Trouble

_LATER = "Try again in a moment."


def raise_for(answer: Answer) -> None:
    """Raise the error that an unsuccessful answer stands for; return for a successful one."""
    if not answer.is_success:
        raise trouble_of(answer)


def trouble_of(answer: Answer) -> Trouble:
    """Return the error for an answer of status 300 and up."""
    _, words = error_words(answer)
    match answer.status:
        case _ if is_expired(answer):
            return SignInNeeded("Yoto no longer accepts this session.", next_step="Sign in again.")
        case 403 if "scope" in words.casefold():
            return NotAllowed(
                f"Yoto does not let this app do that: {words}",
                next_step="Enable the permission for your app at dashboard.yoto.dev, then sign in again.",
            )
        case 403:
            return NotAllowed("Yoto does not allow this for your account.", next_step="It may belong to someone else.")
        case 404:
            return NotFound("Yoto does not have this any more.", next_step="Refresh to see what is there.")
        case 413:
            return Refused("Yoto says that this file is too large.", next_step="Split it into shorter parts.")
        case 429:
            return Busy("Yoto asks us to slow down.", next_step=_LATER, retry_after_s=retry_after(answer))
        case status if (
            status < 400 or status == 408
        ):  # Yoto's API sends nobody elsewhere: this is some network's own page
            return Busy(
                "Something answered that is not Yoto.", next_step="Check whether your network asks for a sign-in."
            )
        case status if status >= 500:
            return Busy("Yoto has a problem of its own.", next_step=_LATER, retry_after_s=retry_after(answer))
        case status:
            said = f"Yoto refused this: {words}" if words else f"Yoto refused this (code {status})."
            return Refused(said)


def is_expired(answer: Answer) -> bool:
    """Return whether the token was refused: 401, and 403 `unauthorized` that does not speak of a scope.

    An expired token is answered with 403, too (yoto-api.md 6.2); every other 403 is for good.
    """
    if answer.status == 401:
        return True
    code, words = error_words(answer)
    return answer.status == 403 and code == "unauthorized" and "scope" not in words.casefold()


def error_words(answer: Answer) -> tuple[str, str]:
    """Return (code, message) of an error body in any of Yoto's forms (yoto-api.md 6.1); empty strings otherwise."""
    try:
        body = answer.json()
    except ValueError:
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error", body)
    if isinstance(error, dict):
        return _text(error.get("code")), _text(error.get("message"))
    return _text(error), _text(body.get("error_description") or body.get("message"))


def retry_after(answer: Answer) -> float | None:
    """Return the Retry-After header in seconds, whether it holds a number or a date; None without one."""
    value = answer.headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _text(value: Any) -> str:
    return value[:300] if isinstance(value, str) else ""
