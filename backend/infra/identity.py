"""The family's accounts: a user pool, and the one public client through which the app signs in."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from backend.infra.environment import Environment
from backend.infra.reasons import accept

MIN_PASSWORD = 12


class Identity(Construct):
    """The user pool and its client. Signing in proves a password by SRP and does not send it."""

    def __init__(self, scope: Construct, name: str, *, environment: Environment) -> None:
        super().__init__(scope, name)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=environment.is_open,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            user_verification=cognito.UserVerificationConfig(
                email_subject="Your code for Yoto Smart Stream", email_body="Type this code into the app: {####}"
            ),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=MIN_PASSWORD,
                require_lowercase=False,
                require_uppercase=False,
                require_digits=False,
                require_symbols=False,
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            deletion_protection=environment.is_lasting,
            removal_policy=RemovalPolicy.RETAIN if environment.is_lasting else RemovalPolicy.DESTROY,
        )
        # Refresh tokens are not rotated: all tokens of one sign-in then surely bear one `origin_jti`, by which a lost
        # computer is shut out.
        self.client = self.pool.add_client(
            "App",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(90),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            read_attributes=cognito.ClientAttributes().with_standard_attributes(email=True, email_verified=True),
            write_attributes=cognito.ClientAttributes().with_standard_attributes(email=True),
        )
        accept(
            self.pool, "AwsSolutions-COG1", "Length decides (NIST SP 800-63B): 12 characters, no rules of composition"
        )
        accept(self.pool, "AwsSolutions-COG2", "A second factor is each person's own choice; the app offers it")
        accept(
            self.pool, "AwsSolutions-COG8", "Threat protection needs the Plus plan, which costs more than all the rest"
        )
