"""A monthly budget of the account, so that no surprise lasts longer than a few hours."""

from __future__ import annotations

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_sns as sns
from constructs import Construct

from backend.infra.environment import Environment

HALF_PERCENT = 50
ALL_PERCENT = 100


class Spending(Construct):
    """The budget. It counts the whole account: one by tags stays silent until somebody turns those tags on."""

    def __init__(self, scope: Construct, name: str, *, environment: Environment, topic: sns.Topic) -> None:
        super().__init__(scope, name)
        subscriber = budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=topic.topic_arn)
        budget = budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=environment.budget_usd, unit="USD"),
            ),
            notifications_with_subscribers=[
                _notice("ACTUAL", HALF_PERCENT, subscriber),
                _notice("ACTUAL", ALL_PERCENT, subscriber),
                _notice("FORECASTED", ALL_PERCENT, subscriber),
            ],
        )
        budget.node.add_dependency(topic.node.find_child("Policy"))  # it asks at once whether it may publish


def _notice(
    kind: str, percent: int, subscriber: budgets.CfnBudget.SubscriberProperty
) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
    return budgets.CfnBudget.NotificationWithSubscribersProperty(
        notification=budgets.CfnBudget.NotificationProperty(
            notification_type=kind,
            comparison_operator="GREATER_THAN",
            threshold=percent,
            threshold_type="PERCENTAGE",
        ),
        subscribers=[subscriber],
    )
