"""The family's address on the internet as the template makes it."""

from __future__ import annotations

import json

from backend.core.routes import ROUTES
from tests.backend.infra.synthesis import Template

Templates = dict[str, Template]
HELLO = "GET /v1/hello"


def routes(template: Template) -> dict[str, dict[str, object]]:
    found = [one["Properties"] for one in template.all("ApiGatewayV2::Route").values()]
    return {route["RouteKey"]: dict(route) for route in found}


def test_the_gateway_knows_just_the_routes_that_the_core_answers(templates: Templates) -> None:
    assert set(routes(templates["family"])) == {f"{route.method} {route.path}" for route in ROUTES}


def test_every_route_but_the_greeting_asks_for_an_access_token(templates: Templates) -> None:
    template = templates["family"]
    guarded = routes(template)
    assert guarded.pop(HELLO)["AuthorizationType"] == "NONE"
    assert guarded
    for route in guarded.values():
        assert route["AuthorizationType"] == "JWT"
        assert route["AuthorizerId"] == {"Ref": template.name("ApiGatewayV2::Authorizer")}
        # Access tokens have this scope; identity tokens, which say who somebody is, open nothing.
        assert route["AuthorizationScopes"] == ["aws.cognito.signin.user.admin"]


def test_tokens_are_those_of_our_pool_for_our_client(templates: Templates) -> None:
    template = templates["family"]
    authorizer = template.one("ApiGatewayV2::Authorizer")
    pool, client = template.name("Cognito::UserPool"), template.name("Cognito::UserPoolClient")
    assert authorizer["JwtConfiguration"] == {
        "Audience": [{"Ref": client}],
        "Issuer": {"Fn::Join": ["", ["https://", {"Fn::GetAtt": [pool, "ProviderName"]}]]},
    }
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]


def test_requests_are_throttled_and_the_greeting_more_than_others(templates: Templates) -> None:
    stage = templates["family"].one("ApiGatewayV2::Stage")
    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 25, "ThrottlingBurstLimit": 50}
    assert stage["RouteSettings"] == {HELLO: {"ThrottlingRateLimit": 5, "ThrottlingBurstLimit": 10}}


def test_the_stage_comes_after_the_route_that_it_throttles(templates: Templates) -> None:
    template = templates["family"]
    (stage,) = template.all("ApiGatewayV2::Stage").values()
    (greeting,) = [
        name for name, one in template.all("ApiGatewayV2::Route").items() if one["Properties"]["RouteKey"] == HELLO
    ]
    assert greeting in stage["DependsOn"]


def test_each_request_leaves_a_line_without_token_body_address_or_path(templates: Templates) -> None:
    template = templates["family"]
    settings = template.one("ApiGatewayV2::Stage")["AccessLogSettings"]
    assert settings["DestinationArn"]["Fn::GetAtt"][0] in template.all("Logs::LogGroup")
    assert set(json.loads(settings["Format"]).values()) == {
        "$context.requestId",
        "$context.requestTimeEpoch",
        "$context.routeKey",
        "$context.status",
        "$context.responseLatency",
        "$context.responseLength",
        "$context.error.message",
    }


def test_no_web_page_may_ask_the_api(templates: Templates) -> None:
    assert "CorsConfiguration" not in templates["family"].one("ApiGatewayV2::Api")


def test_only_this_gateway_may_call_the_function(templates: Templates) -> None:
    template = templates["family"]
    leave = template.one("Lambda::Permission")
    assert (leave["Principal"], leave["Action"]) == ("apigateway.amazonaws.com", "lambda:InvokeFunction")
    assert leave["FunctionName"] == {"Ref": template.name("Lambda::Alias")}
    assert {"Ref": template.name("ApiGatewayV2::Api")} in leave["SourceArn"]["Fn::Join"][1]
