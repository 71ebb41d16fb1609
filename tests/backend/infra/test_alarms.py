"""Who is told when something is wrong, or costs too much."""

from __future__ import annotations

from typing import Any

from tests.backend.infra.synthesis import Template

Templates = dict[str, Template]


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    found = [dict(one["Properties"]) for one in template.all("CloudWatch::Alarm").values()]
    return {f"{alarm['Namespace']} {alarm['MetricName']}": alarm for alarm in found}


def test_errors_throttles_slowness_and_refusals_are_watched(templates: Templates) -> None:
    assert set(alarms(templates["family"])) == {
        "AWS/Lambda Errors",
        "AWS/Lambda Throttles",
        "AWS/Lambda Duration",
        "AWS/ApiGateway 5xx",
        "AWS/ApiGateway 4xx",
        "AWS/DynamoDB ReadThrottleEvents",
        "AWS/DynamoDB WriteThrottleEvents",
    }


def test_each_alarm_watches_what_this_stack_made(templates: Templates) -> None:
    template = templates["family"]
    mine = {template.name(kind) for kind in ("Lambda::Function", "ApiGatewayV2::Api", "DynamoDB::Table")}
    for alarm in alarms(template).values():
        (dimension,) = alarm["Dimensions"]
        assert dimension["Value"]["Ref"] in mine


def test_slow_is_what_one_answer_in_twenty_takes(templates: Templates) -> None:
    slow = alarms(templates["family"])["AWS/Lambda Duration"]
    assert (slow["ExtendedStatistic"], slow["Threshold"], slow["EvaluationPeriods"]) == ("p95", 3000, 3)


def test_a_few_refusals_are_nothing_and_a_hundred_in_five_minutes_are_an_alarm(templates: Templates) -> None:
    refusals = alarms(templates["family"])["AWS/ApiGateway 4xx"]
    assert (refusals["Statistic"], refusals["Threshold"], refusals["Period"]) == ("Sum", 100, 300)


def test_every_alarm_goes_to_the_topic_and_silence_is_no_alarm(templates: Templates) -> None:
    template = templates["family"]
    for alarm in alarms(template).values():
        assert alarm["AlarmActions"] == [{"Ref": template.name("SNS::Topic")}]
        assert alarm["TreatMissingData"] == "notBreaching"


def test_only_our_own_alarms_and_budgets_publish_and_only_by_tls(templates: Templates) -> None:
    statements = templates["family"].one("SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    denied, *allowed = statements
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert {one["Principal"]["Service"] for one in allowed} == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}
    for one in allowed:
        assert one["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_budget_of_three_dollars_a_month_writes_to_the_same_topic(templates: Templates) -> None:
    template = templates["family"]
    (budget,) = template.all("Budgets::Budget").values()
    limits = budget["Properties"]["Budget"]
    assert (limits["TimeUnit"], limits["BudgetLimit"]) == ("MONTHLY", {"Amount": {"Ref": "BudgetUsd"}, "Unit": "USD"})
    assert template.body["Parameters"]["BudgetUsd"]["Default"] == 3
    notices = budget["Properties"]["NotificationsWithSubscribers"]
    said = [(notice["Notification"]["NotificationType"], notice["Notification"]["Threshold"]) for notice in notices]
    assert said == [("ACTUAL", 50), ("ACTUAL", 100), ("FORECASTED", 100)]
    for notice in notices:
        assert notice["Subscribers"] == [{"SubscriptionType": "SNS", "Address": {"Ref": template.name("SNS::Topic")}}]


def test_a_budget_of_nothing_is_no_budget(templates: Templates) -> None:
    template = templates["family"]
    (budget,) = template.all("Budgets::Budget").values()
    assert template.body["Conditions"][budget["Condition"]] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "BudgetUsd"}, "0"]}]
    }


def test_a_person_who_gave_an_address_is_written_to(templates: Templates) -> None:
    letter = templates["trial"].one("SNS::Subscription")
    assert (letter["Protocol"], letter["Endpoint"]) == ("email", "parent@example.org")
    assert templates["family"].all("SNS::Subscription") == {}
