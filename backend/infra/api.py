"""The family's address on the internet: an HTTP API whose every route but one asks for a token of the user pool."""

from __future__ import annotations

import json

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct, IDependable

from backend.core.route import Access, Route
from backend.core.routes import ROUTES
from backend.infra.environment import Environment
from backend.infra.function import Function
from backend.infra.identity import Identity
from backend.infra.reasons import accept

REQUESTS_A_SECOND = 25
BURST = 50
PUBLIC_REQUESTS_A_SECOND = 5
PUBLIC_BURST = 10
SCOPE = "aws.cognito.signin.user.admin"  # access tokens have it, identity tokens do not
# The route, not the path: what was asked for is nobody's business. No header, so no token; no body.
LOGGED = ("requestId", "requestTimeEpoch", "routeKey", "status", "responseLatency", "responseLength", "error.message")


class Api(Construct):
    """The HTTP API with its stage, authorizer, throttles and access log."""

    def __init__(
        self, scope: Construct, name: str, *, environment: Environment, identity: Identity, function: Function
    ) -> None:
        super().__init__(scope, name)
        self.http = gateway.HttpApi(
            self, "Http", description="The family's cloud", create_default_stage=False, api_name=environment.stack_name
        )
        public = self._add_routes(identity, function)
        self.log = logs.LogGroup(self, "Log", retention=environment.log_retention, removal_policy=RemovalPolicy.DESTROY)
        self.stage = self._add_stage(public)

    def _add_routes(self, identity: Identity, function: Function) -> list[IDependable]:
        """Add every route that the core answers; return the public ones."""
        authorizer = authorizers.HttpJwtAuthorizer(
            "Token",
            f"https://{identity.pool.user_pool_provider_name}",
            jwt_audience=[identity.client.user_pool_client_id],
        )
        integration = integrations.HttpLambdaIntegration("Function", function.live, scope_permission_to_route=False)
        public: list[IDependable] = []
        for route in ROUTES:
            added = self.http.add_routes(
                path=route.path,
                methods=[gateway.HttpMethod[route.method]],
                integration=integration,
                authorizer=gateway.HttpNoneAuthorizer() if _is_public(route) else authorizer,
                authorization_scopes=None if _is_public(route) else [SCOPE],
            )
            if _is_public(route):
                accept(added[0], "AwsSolutions-APIG4", "Says where to sign in; it is asked before anybody can")
                public.append(added[0])
        return public

    def _add_stage(self, public: list[IDependable]) -> gateway.HttpStage:
        stage = gateway.HttpStage(
            self,
            "Stage",
            http_api=self.http,
            auto_deploy=True,
            throttle=gateway.ThrottleSettings(rate_limit=REQUESTS_A_SECOND, burst_limit=BURST),
        )
        stage.node.add_dependency(*public)  # a route's own throttle is refused while the route is not there
        resource = stage.node.default_child
        assert isinstance(resource, gateway.CfnStage)
        resource.access_log_settings = gateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.log.log_group_arn,
            format=json.dumps({name: f"$context.{name}" for name in LOGGED}),
        )
        resource.route_settings = {
            f"{route.method} {route.path}": {
                "ThrottlingRateLimit": PUBLIC_REQUESTS_A_SECOND,
                "ThrottlingBurstLimit": PUBLIC_BURST,
            }
            for route in ROUTES
            if _is_public(route)
        }
        return stage


def _is_public(route: Route) -> bool:
    return route.access is Access.ANYBODY
