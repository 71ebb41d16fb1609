"""Changing a password, known or forgotten: ForgotPassword, ConfirmForgotPassword, ChangePassword."""

from __future__ import annotations

from backend.local.identity import limits, srp
from backend.local.identity.accounts import Account
from backend.local.identity.codes import Purpose
from backend.local.identity.fields import Request
from backend.local.identity.pool import LONGEST_PASSWORD, Pool, Reply, delivery, email_in, new_password_in
from backend.local.identity.refusals import Kind, wrong_password
from backend.local.identity.sign_up import use_code, write_code, wrong_code


def forgot_password(pool: Pool, request: Request) -> Reply:
    """Send a code with which a new password can be set. Who has no account gets the same answer and no letter."""
    pool.check_client(request.fields)
    email = email_in(request.fields)
    letter = write_code(pool, request, email=email, purpose=Purpose.PASSWORD)
    has_account = pool.accounts.of_email(email) is not None
    return Reply({"CodeDeliveryDetails": delivery(email)}, letter=letter if has_account else None)


def confirm_forgot_password(pool: Pool, request: Request) -> Reply:
    """Set a new password by a code, which confirms the address too. Every sign-in of the account ends."""
    pool.check_client(request.fields)
    email, password = email_in(request.fields), new_password_in(request.fields, "Password")
    with pool.database.transaction():
        is_right = use_code(pool, request, email=email, purpose=Purpose.PASSWORD)
        account = pool.accounts.of_email(email)
        if is_right and account is not None:
            pool.accounts.set_verifier(account.sub, _enrolled(pool, account, password))
            pool.accounts.confirm(account.sub)
            pool.sessions.end_all(account.sub)
            pool.throttle.forgive((limits.PASSWORDS, email))
            return Reply()
    raise wrong_code()


def change_password(pool: Pool, request: Request) -> Reply:
    """Replace a password that the person still knows. Every other sign-in of the account ends."""
    account, session = pool.bearer(request.fields)
    previous = request.fields.text("PreviousPassword", limit=LONGEST_PASSWORD)
    proposed = new_password_in(request.fields, "ProposedPassword")
    by_email, by_address = (limits.PASSWORDS, account.email), (limits.PASSWORDS_FROM, request.address)
    pool.charge(Kind.LIMIT, by_email, by_address)
    if not srp.is_password(previous, pool_name=pool.name, user=account.sub, verifier=account.verifier):
        raise wrong_password()
    pool.throttle.forgive(by_email)
    pool.throttle.refund(by_address)
    verifier = _enrolled(pool, account, proposed)
    with pool.database.transaction():
        pool.accounts.set_verifier(account.sub, verifier)
        pool.sessions.end_all(account.sub, but=session)
    return Reply()


def _enrolled(pool: Pool, account: Account, password: str) -> srp.Verifier:
    salt = pool.chance(srp.SALT_BYTES)
    return srp.enroll(password, pool_name=pool.name, user=account.sub, salt=salt)
