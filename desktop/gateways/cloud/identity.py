"""A cloud's accounts over Cognito's protocol, at Amazon's or at home: passwords are proved by SRP, not sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ParamValidationError,
    ReadTimeoutError,
    SSLError,
)
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import (
    ForceChangePasswordException,
    SMSMFAChallengeException,
    SoftwareTokenMFAChallengeException,
)

from desktop.gateways import blocking
from desktop.gateways.cloud import hello
from desktop.gateways.cloud.accounts import Clients
from desktop.gateways.cloud.addresses import check, cleaned
from desktop.gateways.cloud.identity_words import Errand, read, trouble_of
from desktop.gateways.http import HttpLine
from desktop.gateways.needs import Clock
from desktop.model.cloud import Cloud, CloudTokens, CodeChallenge
from desktop.model.errors import Busy, Offline, Refused, Trouble

CALL_TIMEOUT_S = 45.0  # of a whole errand: a sign-in is two calls
APP_NAME = "Yoto Smart Stream"
_TOTP = "SOFTWARE_TOKEN_MFA"

R = TypeVar("R")


class CognitoIdentity:
    """Implements services.family_ports.CloudIdentity. Each errand runs in a thread of its own."""

    def __init__(self, line: HttpLine, *, clock: Clock) -> None:
        self._line = line
        self._clock = clock
        self._clients = Clients()

    async def hello(self, url: str, *, trusts_network: bool) -> Cloud:
        """Return what answers at an address that a person pasted; see hello.ask for what it raises."""
        return await hello.ask(self._line, url=cleaned(url), trusts_network=trusts_network)

    async def sign_up(self, cloud: Cloud, *, email: str, password: str, owner_code: str) -> bool:
        """Make an account; return whether it is good at once. Raise OwnerCodeNeeded for a server's first one."""
        given = {"ClientMetadata": {"owner_code": owner_code}} if owner_code else {}
        told = await self._run(
            cloud,
            lambda client: client.sign_up(
                ClientId=cloud.client,
                Username=email,
                Password=password,
                UserAttributes=[{"Name": "email", "Value": email}],
                **given,
            ),
            errand=Errand.OWNER_SIGN_UP if owner_code else Errand.SIGN_UP,
        )
        return told.get("UserConfirmed") is True

    async def confirm(self, cloud: Cloud, *, email: str, code: str) -> None:
        await self._run(
            cloud,
            lambda client: client.confirm_sign_up(ClientId=cloud.client, Username=email, ConfirmationCode=code),
            errand=Errand.CONFIRM,
        )

    async def send_code_again(self, cloud: Cloud, *, email: str) -> None:
        await self._run(
            cloud,
            lambda client: client.resend_confirmation_code(ClientId=cloud.client, Username=email),
            errand=Errand.CONFIRM,
        )

    async def sign_in(self, cloud: Cloud, *, email: str, password: str) -> CloudTokens | CodeChallenge:
        """Sign in by SRP. Raise NotConfirmed before the e-mail's code, Refused for what does not fit."""

        def prove(client: Any) -> Any:
            return AWSSRP(email, password, cloud.pool, cloud.client, client=client).authenticate_user()

        try:
            return self._tokens(await self._run(cloud, prove, errand=Errand.SIGN_IN))
        except SoftwareTokenMFAChallengeException as error:
            asked = error.get_tokens()
            parameters = asked.get("ChallengeParameters", {})
            return CodeChallenge(username=parameters.get("USER_ID_FOR_SRP", email), session=asked["Session"])
        except ForceChangePasswordException as error:
            raise _not_signed_in(
                "This account still has its first password, which somebody else has chosen.",
                next_step="Ask whoever runs your family's cloud to set a lasting one.",
            ) from error
        except (SMSMFAChallengeException, NotImplementedError) as error:  # pycognito's word for what it does not know
            raise _not_signed_in(
                "This account asks for something that this app cannot do.",
                next_step="Ask whoever runs your family's cloud to change that.",
            ) from error
        except (KeyError, ValueError) as error:
            raise _strange() from error

    async def answer_code(self, cloud: Cloud, challenge: CodeChallenge, *, code: str) -> CloudTokens:
        """Finish a sign-in by the second factor's digits."""
        told = await self._run(
            cloud,
            lambda client: client.respond_to_auth_challenge(
                ClientId=cloud.client,
                ChallengeName=_TOTP,
                Session=challenge.session,
                ChallengeResponses={"USERNAME": challenge.username, f"{_TOTP}_CODE": code},
            ),
            errand=Errand.SECOND_FACTOR,
        )
        return self._tokens(told)

    async def refresh(self, cloud: Cloud, *, refresh_token: str) -> CloudTokens:
        """Return new tokens; the refresh token is the old one where the pool does not rotate them."""
        told = await self._run(
            cloud,
            lambda client: client.get_tokens_from_refresh_token(ClientId=cloud.client, RefreshToken=refresh_token),
            errand=Errand.REFRESH,
        )
        return self._tokens(told, refresh_token=refresh_token)

    async def forgot_password(self, cloud: Cloud, *, email: str) -> None:
        await self._run(
            cloud,
            lambda client: client.forgot_password(ClientId=cloud.client, Username=email),
            errand=Errand.RESET,
        )

    async def set_password(self, cloud: Cloud, *, email: str, code: str, password: str) -> None:
        await self._run(
            cloud,
            lambda client: client.confirm_forgot_password(
                ClientId=cloud.client, Username=email, ConfirmationCode=code, Password=password
            ),
            errand=Errand.RESET,
        )

    async def change_password(self, cloud: Cloud, *, access_token: str, old: str, new: str) -> None:
        await self._run(
            cloud,
            lambda client: client.change_password(AccessToken=access_token, PreviousPassword=old, ProposedPassword=new),
            errand=Errand.CHANGE,
        )

    async def sign_out(self, cloud: Cloud, *, refresh_token: str) -> None:
        """Make the refresh token and what it gave worthless."""
        await self._run(
            cloud,
            lambda client: client.revoke_token(ClientId=cloud.client, Token=refresh_token),
            errand=Errand.ACCOUNT,
        )

    async def sign_out_everywhere(self, cloud: Cloud, *, access_token: str) -> None:
        await self._run(cloud, lambda client: client.global_sign_out(AccessToken=access_token), errand=Errand.ACCOUNT)

    async def begin_second_factor(self, cloud: Cloud, *, access_token: str) -> str:
        """Return the secret (base32) for the person's authenticator app."""
        told = await self._run(
            cloud,
            lambda client: client.associate_software_token(AccessToken=access_token),
            errand=Errand.ACCOUNT,
        )
        return str(told["SecretCode"])

    async def finish_second_factor(self, cloud: Cloud, *, access_token: str, code: str) -> None:
        """Ask for the second factor from now on, once its first code is right."""

        def finish(client: Any) -> Any:
            client.verify_software_token(AccessToken=access_token, UserCode=code, FriendlyDeviceName=APP_NAME)
            return _prefer_codes(client, access_token, is_on=True)

        await self._run(cloud, finish, errand=Errand.ACCOUNT)

    async def end_second_factor(self, cloud: Cloud, *, access_token: str) -> None:
        await self._run(cloud, lambda client: _prefer_codes(client, access_token, is_on=False), errand=Errand.ACCOUNT)

    def close(self) -> None:
        """Close all connections."""
        self._clients.close()

    async def _run(self, cloud: Cloud, work: Callable[[Any], R], *, errand: Errand) -> R:
        check(cloud.identity_url or "https://", trusts_network=cloud.trusts_network)
        asked = blocking.start(lambda: work(self._clients.client(cloud)), name="accounts")
        if not await blocking.finished(asked, timeout_s=CALL_TIMEOUT_S):
            raise Offline("Your family's cloud did not answer in time.", next_step="Try again in a moment.")
        try:
            return asked.result()
        except ClientError as error:
            raise trouble_of(read(error.response), errand=errand) from error
        except BotoCoreError as error:
            raise _unanswered(error) from error

    def _tokens(self, told: Any, *, refresh_token: str = "") -> CloudTokens:
        given = told.get("AuthenticationResult")
        if not given:
            raise _strange()
        return CloudTokens(
            access_token=given["AccessToken"],
            refresh_token=given.get("RefreshToken") or refresh_token,
            expires_at=self._clock.now() + float(given.get("ExpiresIn", 0)),
        )


def _prefer_codes(client: Any, access_token: str, *, is_on: bool) -> Any:
    settings = {"Enabled": is_on, "PreferredMfa": is_on}
    return client.set_user_mfa_preference(AccessToken=access_token, SoftwareTokenMfaSettings=settings)


def _not_signed_in(message: str, *, next_step: str) -> Refused:
    return Refused(message, next_step=next_step, title="Not signed in")


def _strange() -> Busy:
    return Busy(
        "The family's cloud answered in a way that this app does not know.",
        next_step="Try again in a moment.",
        title="The cloud is busy",
    )


def _unanswered(error: BotoCoreError) -> Trouble:
    match error:
        case ParamValidationError():
            return Refused(
                "Something that was entered is not right.",
                next_step="Check it, and try again.",
                title="That did not work",
            )
        case SSLError():
            return Offline(
                "This computer does not trust the certificate of your family's cloud.",
                next_step="Check this computer's date and time; for a server of your own, its certificate.",
            )
        case ReadTimeoutError() | ConnectTimeoutError():
            return Offline("Your family's cloud did not answer in time.", next_step="Try again in a moment.")
        case EndpointConnectionError():
            return Offline("Your family's cloud cannot be reached.", next_step="Check your internet connection.")
        case HTTPClientError():
            return Offline("The connection to your family's cloud was cut.", next_step="Try again in a moment.")
        case _:
            return Busy(
                "The answer of your family's cloud could not be understood.",
                next_step="Try again in a moment.",
                title="The cloud is busy",
            )
