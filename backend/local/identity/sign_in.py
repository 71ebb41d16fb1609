"""Signing in and staying so: InitiateAuth, RespondToAuthChallenge, GetTokensFromRefreshToken."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import uuid
from datetime import UTC, datetime
from typing import Final

from backend.local.identity import limits, srp, totp
from backend.local.identity.accounts import Account, Subject
from backend.local.identity.challenges import CodeAsked, PasswordAsked
from backend.local.identity.fields import Fields, Request
from backend.local.identity.pool import LONGEST_NAME, Pool, Reply, email_in
from backend.local.identity.refusals import Kind, Refusal, wrong_password
from backend.local.identity.sessions import RefusedRenewal

LONGEST_TIMESTAMP: Final = 64
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TIMESTAMP: Final = re.compile(
    r"(\w{3}) (\w{3}) ([1-9][0-9]?) ([0-9]{2}):([0-9]{2}):([0-9]{2}) UTC ([0-9]{4})", re.ASCII
)


def initiate_auth(pool: Pool, request: Request) -> Reply:
    """Begin a sign-in by SRP, or renew one. Nothing here takes a password."""
    pool.check_client(request.fields)
    flow = request.fields.text("AuthFlow", limit=LONGEST_NAME)
    given = request.fields.group("AuthParameters")
    if flow == "USER_SRP_AUTH":
        return _begin(pool, given, address=request.address)
    if flow == "REFRESH_TOKEN_AUTH":
        return _renew(pool, given.text("REFRESH_TOKEN"))
    raise Refusal(Kind.INVALID, f"{flow} flow not enabled for this client")


def get_tokens_from_refresh_token(pool: Pool, request: Request) -> Reply:
    """Renew a sign-in."""
    pool.check_client(request.fields)
    return _renew(pool, request.fields.text("RefreshToken"))


def respond_to_auth_challenge(pool: Pool, request: Request) -> Reply:
    """Take the proof of the password, or the second factor's code."""
    pool.check_client(request.fields)
    challenge = request.fields.text("ChallengeName", limit=LONGEST_NAME)
    given = request.fields.group("ChallengeResponses")
    if challenge == "PASSWORD_VERIFIER":
        return _prove_password(pool, given, address=request.address)
    if challenge == "SOFTWARE_TOKEN_MFA":
        return _prove_code(pool, given, session=request.fields.text("Session"))
    raise Refusal(Kind.INVALID, f"{challenge} is not a challenge of this pool.")


def _begin(pool: Pool, given: Fields, *, address: str) -> Reply:
    email, client_public = email_in(given, "USERNAME"), given.text("SRP_A")
    pool.charge(Kind.TOO_MANY, (limits.SIGN_INS_FROM, address))
    account = pool.accounts.of_email(email)
    imagined_user, imagined_verifier = _imagined(pool, email)
    user = account.sub if account else imagined_user
    try:
        handshake = srp.begin(
            client_public,
            pool_name=pool.name,
            user=user,
            verifier=account.verifier if account else imagined_verifier,
            secret=pool.chance(srp.SECRET_BYTES),
        )
    except srp.UnusablePublicKey as error:
        raise Refusal(Kind.INVALID, "SRP_A is not a usable public value.") from error
    asked = PasswordAsked(handshake, email, account.sub if account else None)
    parameters = {
        "SALT": f"{handshake.verifier.salt:x}",
        "SECRET_BLOCK": pool.passwords_asked.begin(asked),
        "SRP_B": f"{handshake.public:x}",
        "USERNAME": user,
        "USER_ID_FOR_SRP": user,
    }
    return Reply({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": {**parameters}})


def _imagined(pool: Pool, email: str) -> tuple[str, srp.Verifier]:
    """Return what an address without an account would have: the same at each try, and nothing tells it from real."""
    seed = hmac.digest(pool.secret, email.encode(), "sha512")
    user = uuid.UUID(bytes=seed[:16], version=4)
    value = b"".join(hmac.digest(seed, bytes((n,)), "sha512") for n in range(srp.PRIME_BYTES // 64))
    verifier = srp.Verifier(int.from_bytes(seed[16 : 16 + srp.SALT_BYTES]), int.from_bytes(value) % srp.PRIME)
    return str(user), verifier


def _prove_password(pool: Pool, given: Fields, *, address: str) -> Reply:
    name, secret_block = given.text("USERNAME", limit=LONGEST_NAME), given.text("PASSWORD_CLAIM_SECRET_BLOCK")
    signature, timestamp = given.text("PASSWORD_CLAIM_SIGNATURE"), given.text("TIMESTAMP", limit=LONGEST_TIMESTAMP)
    _check_format(timestamp)
    asked = pool.passwords_asked.take(secret_block)
    if asked is None:
        raise wrong_password()
    by_email, by_address = (limits.PASSWORDS, asked.email), (limits.PASSWORDS_FROM, address)
    pool.charge(Kind.TOO_MANY, by_email, by_address)
    claim = srp.Claim(signature, _decoded(secret_block), timestamp)
    is_proved = asked.handshake.accepts(claim)
    account = pool.accounts.of_subject(asked.sub) if asked.sub else None
    is_named = name.lower() in (asked.handshake.user, asked.email)
    if not (is_proved and is_named and account and account.verifier == asked.handshake.verifier):
        raise wrong_password()
    pool.throttle.forgive(by_email)
    pool.throttle.refund(by_address)
    return _go_on(pool, account)


def _go_on(pool: Pool, account: Account) -> Reply:
    if not account.is_confirmed:
        raise Refusal(Kind.NOT_CONFIRMED, "This account waits for its confirmation code.")
    if not account.has_second_factor:
        return pool.signed_in(account)
    session = pool.codes_asked.begin(CodeAsked(account.sub, account.verifier))
    parameters = {"USER_ID_FOR_SRP": account.sub}
    return Reply({"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": session, "ChallengeParameters": {**parameters}})


def _prove_code(pool: Pool, given: Fields, *, session: str) -> Reply:
    name, code = given.text("USERNAME", limit=LONGEST_NAME), given.text("SOFTWARE_TOKEN_MFA_CODE")
    asked = pool.codes_asked.look(session)
    account = pool.accounts.of_subject(asked.sub) if asked else None
    is_same = asked and account and asked.verifier == account.verifier
    if account is None or not is_same or name.lower() not in (account.sub, account.email):
        raise Refusal(Kind.NOT_AUTHORIZED, "This sign-in took too long. Sign in again.")
    key = (limits.SECOND_FACTORS, account.sub)
    pool.charge(Kind.TOO_MANY, key)
    step = totp.step_of(code, secret=account.totp_secret or b"", now_s=pool.clock.now_s())
    if not account.totp_secret or step is None or not pool.accounts.use_step(account.sub, step):
        raise Refusal(Kind.CODE_WRONG, "This is not the code that your authenticator app shows now.")
    if pool.codes_asked.take(session) is None:
        raise Refusal(Kind.NOT_AUTHORIZED, "This sign-in took too long. Sign in again.")
    pool.throttle.forgive(key)
    return pool.signed_in(account)


def _renew(pool: Pool, refresh_token: str) -> Reply:
    renewal = pool.sessions.renew(refresh_token)
    if renewal is RefusedRenewal.REUSED:
        raise Refusal(Kind.REUSED, "This sign-in was used in two places and has ended. Sign in again.")
    if isinstance(renewal, RefusedRenewal):
        raise Refusal(Kind.NOT_AUTHORIZED, "This sign-in has ended. Sign in again.")
    account = pool.accounts.of_subject(Subject(renewal.session.sub))
    if account is None:
        raise Refusal(Kind.NOT_AUTHORIZED, "This sign-in has ended. Sign in again.")
    return pool.tokens(account, renewal.session, renewal.refresh_token)


def _check_format(timestamp: str) -> None:
    """Refuse what is no moment as Cognito's clients write it, like "Tue Nov 4 09:05:01 UTC 2025".

    How far it is from our clock is not judged: the handshake is good once and for three minutes of our own time, and a
    computer whose clock is wrong by years must be able to sign in (sync.md: clocks order nothing).
    """
    match = TIMESTAMP.fullmatch(timestamp)
    if match is None or match[1] not in DAYS or match[2] not in MONTHS:
        raise Refusal(Kind.INVALID, "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
    day, hour, minute, second, year = (int(match[n]) for n in range(3, 8))
    try:
        moment = datetime(year, MONTHS.index(match[2]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise Refusal(Kind.INVALID, "TIMESTAMP is not a moment.") from error
    if DAYS[moment.weekday()] != match[1]:
        raise wrong_password()


def _decoded(secret_block: str) -> bytes:
    try:
        return base64.b64decode(secret_block, validate=True)
    except binascii.Error:
        return b""
