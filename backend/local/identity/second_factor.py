"""The authenticator app: AssociateSoftwareToken, VerifySoftwareToken, SetUserMFAPreference."""

from __future__ import annotations

from typing import Final

from backend.local.identity import totp
from backend.local.identity.fields import Request
from backend.local.identity.pool import Pool, Reply
from backend.local.identity.refusals import Kind, Refusal

NOT_HERE: Final = ("SMSMfaSettings", "EmailMfaSettings", "WebAuthnMfaSettings")
LONGEST_NAME: Final = 256


def associate_software_token(pool: Pool, request: Request) -> Reply:
    """Make a secret for the person's authenticator app. Nothing changes until a code of it has been shown."""
    account, _ = pool.bearer(request.fields)
    secret = pool.chance(totp.SECRET_BYTES)
    pool.accounts.ask_second_factor(account.sub, secret)
    return Reply({"SecretCode": totp.written(secret)})


def verify_software_token(pool: Pool, request: Request) -> Reply:
    """Take the first code of the new secret, which replaces the one before.

    Without a new one a code of the present secret is taken: then the answer to the first try was lost.
    """
    account, _ = pool.bearer(request.fields)
    code = request.fields.text("UserCode")
    request.fields.optional_text("FriendlyDeviceName", limit=LONGEST_NAME)
    secret = account.totp_asked or account.totp_secret
    if secret is None:
        raise Refusal(Kind.NO_SECOND_FACTOR, "Ask for a secret for the authenticator app first.")
    step = totp.step_of(code, secret=secret, now_s=pool.clock.now_s())
    if step is None or (account.totp_asked is None and not pool.accounts.use_step(account.sub, step)):
        raise Refusal(Kind.FIRST_CODE_WRONG, "This is not the code that your authenticator app shows now.")
    if account.totp_asked is not None:
        pool.accounts.keep_second_factor(account.sub, step=step)
    return Reply({"Status": "SUCCESS"})


def set_user_mfa_preference(pool: Pool, request: Request) -> Reply:
    """Ask for the authenticator app's code at each sign-in from now on, or no longer."""
    account, _ = pool.bearer(request.fields)
    for other in NOT_HERE:
        if request.fields.group(other).is_true("Enabled"):
            raise Refusal(Kind.INVALID, f"{other} is not to be had here: an authenticator app is.")
    if request.fields.values.get("SoftwareTokenMfaSettings") is None:
        return Reply()
    settings = request.fields.group("SoftwareTokenMfaSettings")
    is_on, is_preferred = settings.is_true("Enabled"), settings.is_true("PreferredMfa")
    if is_preferred and not is_on:
        raise Refusal(Kind.INVALID, "What is off cannot be preferred.")
    if is_on and account.totp_secret is None:
        raise Refusal(Kind.INVALID, "Show a code of the authenticator app first.")
    pool.accounts.set_second_factor(account.sub, is_on=is_on)
    return Reply()
