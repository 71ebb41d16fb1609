"""What somebody who is signed in does with the account: GetUser, DeleteUser, RevokeToken, GlobalSignOut."""

from __future__ import annotations

from backend.local.identity.fields import Request
from backend.local.identity.pool import Json, Pool, Reply
from backend.local.identity.refusals import Kind, Refusal


def get_user(pool: Pool, request: Request) -> Reply:
    """Return the account as it is."""
    account, _ = pool.bearer(request.fields)
    attributes = {"sub": str(account.sub), "email_verified": "true", "email": account.email}
    body: dict[str, Json] = {
        "Username": account.sub,
        "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
    }
    if account.has_second_factor:
        body |= {"UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA"}
    return Reply(body)


def delete_user(pool: Pool, request: Request) -> Reply:
    """Forget the account and all its sign-ins."""
    account, _ = pool.bearer(request.fields)
    pool.accounts.remove(account.sub)
    return Reply()


def revoke_token(pool: Pool, request: Request) -> Reply:
    """End the sign-in of a refresh token. One that is not known has ended already."""
    pool.check_client(request.fields)
    token = request.fields.text("Token", limit=8192)
    if "." in token:
        raise Refusal(Kind.WRONG_TOKEN_TYPE, "Only a refresh token can be revoked.")
    pool.sessions.end_of_token(token)
    return Reply()


def global_sign_out(pool: Pool, request: Request) -> Reply:
    """End all sign-ins of the account, this one with them."""
    account, _ = pool.bearer(request.fields)
    pool.sessions.end_all(account.sub)
    return Reply()
