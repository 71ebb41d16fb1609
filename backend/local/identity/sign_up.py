"""Becoming somebody here: SignUp, ConfirmSignUp, ResendConfirmationCode."""

from __future__ import annotations

import hmac
from typing import Final

from backend.local.identity import limits, srp
from backend.local.identity.accounts import Account, Subject
from backend.local.identity.codes import Letter, Purpose, Verdict
from backend.local.identity.fields import Fields, Request
from backend.local.identity.pool import Json, Pool, Reply, delivery, email_in, new_password_in
from backend.local.identity.refusals import Kind, Refusal
from backend.local.identity.tokens import random_uuid

UNCONFIRMED_LIFETIME_S: Final = 24 * 3600
MOST_UNCONFIRMED: Final = 50
LONGEST_CODE: Final = 64


def sign_up(pool: Pool, request: Request) -> Reply:
    """Make an account. The first one here needs the owner's code and is confirmed by it at once.

    The code comes in ClientMetadata as `owner_code`. As in Cognito an address that is taken is said to be so.
    """
    fields = request.fields
    pool.check_client(fields)
    email, password = email_in(fields), new_password_in(fields, "Password")
    _check_attributes(fields, email)
    pool.charge(Kind.LIMIT, (limits.SIGN_UPS_FROM, request.address))
    pool.accounts.remove_unconfirmed(before=pool.clock.now_s() - UNCONFIRMED_LIFETIME_S)
    is_owner = pool.owner_code is not None and not pool.accounts.has_any()
    if is_owner:
        _check_owner_code(pool, request)
    elif pool.accounts.count_unconfirmed() >= MOST_UNCONFIRMED:
        raise Refusal(Kind.LIMIT, "Too many new accounts wait for their code. Try again tomorrow.")
    account = _new_account(pool, email=email, password=password, is_confirmed=is_owner)
    if not pool.accounts.add(account):
        raise Refusal(Kind.ALREADY_THERE, "There is an account with this e-mail address. Sign in with it.")
    if is_owner:
        return Reply({"UserConfirmed": True, "UserSub": account.sub})
    body: dict[str, Json] = {"UserConfirmed": False, "UserSub": account.sub, "CodeDeliveryDetails": delivery(email)}
    return Reply(body, letter=pool.codes.write(email, Purpose.SIGN_UP))


def confirm_sign_up(pool: Pool, request: Request) -> Reply:
    """Take the code that was sent to the address."""
    pool.check_client(request.fields)
    email = email_in(request.fields)
    with pool.database.transaction():
        is_right = use_code(pool, request, email=email, purpose=Purpose.SIGN_UP)
        account = pool.accounts.of_email(email)
        if is_right and account is not None:
            pool.accounts.confirm(account.sub)
            return Reply()
    raise wrong_code()


def resend_confirmation_code(pool: Pool, request: Request) -> Reply:
    """Send a new code. Who has no account, or needs no code, gets the same answer and no letter."""
    pool.check_client(request.fields)
    email = email_in(request.fields)
    letter = write_code(pool, request, email=email, purpose=Purpose.SIGN_UP)
    account = pool.accounts.of_email(email)
    is_awaited = account is not None and not account.is_confirmed
    return Reply({"CodeDeliveryDetails": delivery(email)}, letter=letter if is_awaited else None)


def write_code(pool: Pool, request: Request, *, email: str, purpose: Purpose) -> Letter:
    """Make a code. Raise Refusal when there were too many."""
    pool.charge(Kind.LIMIT, (limits.LETTERS, email), (limits.LETTERS_FROM, request.address))
    return pool.codes.write(email, purpose)


def use_code(pool: Pool, request: Request, *, email: str, purpose: Purpose) -> bool:
    """Say whether the request's ConfirmationCode is right. Raise Refusal when it is late or one of too many."""
    code = request.fields.text("ConfirmationCode", limit=LONGEST_CODE).strip()
    by_email, by_address = (limits.CODES, f"{purpose} {email}"), (limits.CODES_FROM, request.address)
    pool.charge(Kind.LIMIT, by_email, by_address)
    verdict = pool.codes.use(Letter(email, code, purpose))
    if verdict is Verdict.EXPIRED:
        raise Refusal(Kind.CODE_EXPIRED, "This code has expired. Ask for a new one.")
    if verdict is Verdict.RIGHT:
        pool.throttle.forgive(by_email)
        pool.throttle.refund(by_address)
    return verdict is Verdict.RIGHT


def wrong_code() -> Refusal:
    """Return what a wrong code gets, and an address that has no account or waits for none: the same."""
    return Refusal(Kind.CODE_WRONG, "This is not the code. Look again, or ask for a new one.")


def _new_account(pool: Pool, *, email: str, password: str, is_confirmed: bool) -> Account:
    sub = Subject(random_uuid(pool.chance))
    verifier = srp.enroll(password, pool_name=pool.name, user=sub, salt=pool.chance(srp.SALT_BYTES))
    return Account(sub, email, verifier, created_at=pool.clock.now_s(), is_confirmed=is_confirmed)


def _check_attributes(fields: Fields, email: str) -> None:
    attributes = fields.attributes("UserAttributes")
    if "email" in attributes.values and email_in(attributes, "email") != email:
        raise Refusal(Kind.INVALID, "The username and the email attribute must be the same address.")


def _check_owner_code(pool: Pool, request: Request) -> None:
    shown = request.fields.group("ClientMetadata").optional_text("owner_code", limit=LONGEST_CODE)
    if not shown:
        raise Refusal(
            Kind.OWNER_CODE,
            "The first account of this server needs the owner code, which the server shows at its start.",
        )
    keys = (limits.OWNER_CODES, ""), (limits.OWNER_CODES_FROM, request.address)
    pool.charge(Kind.LIMIT, *keys)
    if not hmac.compare_digest(_plain(shown), _plain(pool.owner_code or "")):
        raise Refusal(
            Kind.OWNER_CODE,
            "This is not the owner code. Look at what the server shows at its start, and type it again.",
        )
    pool.throttle.refund(*keys)


def _plain(code: str) -> bytes:
    return "".join(letter for letter in code.upper() if letter.isalnum()).encode()
