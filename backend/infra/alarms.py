"""Tells somebody when the family's cloud does not do what it should, or costs more than it should."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from backend.infra.environment import Environment

SLOW_MS = 3_000
REFUSALS = 100  # of requests in five minutes: a token tried again and again, or somebody who guesses codes
PERIOD = 5  # minutes


class Alarms(Construct):
    """A topic, and the alarms that write to it. Seven stay within what AWS gives for nothing (ten)."""

    def __init__(self, scope: Construct, name: str, *, environment: Environment) -> None:
        super().__init__(scope, name)
        self.topic = sns.Topic(self, "Topic", display_name="Yoto Smart Stream", enforce_ssl=True)
        if environment.mail:
            self.topic.add_subscription(subscriptions.EmailSubscription(environment.mail))
        for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
            self.topic.add_to_resource_policy(_leave_to_publish(self.topic, service))
        self._action = actions.SnsAction(self.topic)

    def watch_function(self, function: lambda_.Function) -> None:
        """Watch for errors, refusals for want of capacity, and slowness."""
        period = Duration.minutes(PERIOD)
        self._add("Errors", function.metric_errors(period=period), 1, "The function failed")
        self._add("Throttles", function.metric_throttles(period=period), 1, "Lambda had no room for a request")
        slow = function.metric_duration(period=period, statistic="p95")
        self._add("Slow", slow, SLOW_MS, "One answer in twenty took longer than 3 s for a quarter of an hour", times=3)

    def watch_api(self, http: gateway.HttpApi) -> None:
        """Watch for answers that blame us, and for many that blame the asker."""
        period = Duration.minutes(PERIOD)
        self._add("ServerErrors", http.metric_server_error(period=period, statistic="Sum"), 1, "The API answered 5xx")
        refused = http.metric_client_error(period=period, statistic="Sum")
        self._add("ClientErrors", refused, REFUSALS, "A burst of 4xx: a client gone wrong, or somebody who guesses")

    def watch_table(self, table: dynamodb.Table) -> None:
        """Watch for reads and writes that the table turned away."""
        period = Duration.minutes(PERIOD)
        for name in ("Read", "Write"):
            turned_away = table.metric(f"{name}ThrottleEvents", period=period, statistic="Sum")
            self._add(f"Table{name}Throttles", turned_away, 1, f"The table turned a {name.lower()} away")

    def _add(self, name: str, metric: cloudwatch.IMetric, threshold: int, text: str, *, times: int = 1) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=times,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=text,
        )
        alarm.add_alarm_action(self._action)


def _leave_to_publish(topic: sns.Topic, service: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=f"Publish{service.partition('.')[0].capitalize()}",
        principals=[iam.ServicePrincipal(service)],
        actions=["sns:Publish"],
        resources=[topic.topic_arn],
        conditions={"StringEquals": {"aws:SourceAccount": Stack.of(topic).account}},
    )
