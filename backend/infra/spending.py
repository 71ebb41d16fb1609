"""A monthly budget of the account, so that no surprise lasts longer than a few hours."""

from __future__ import annotations

from aws_cdk import CfnCondition, CfnParameter, Fn
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_sns as sns
from constructs import Construct

USUAL_USD = 3
HALF_PERCENT = 50
ALL_PERCENT = 100


class Spending(Construct):
    """The budget. It counts the whole account: one by tags stays silent until somebody turns those tags on.

    The stack's parameter BudgetUsd changes it; 0 leaves it out, for an account that has a budget already.
    """

    def __init__(self, scope: Construct, name: str, *, topic: sns.Topic) -> None:
        super().__init__(scope, name)
        limit = CfnParameter(
            self,
            "Limit",
            type="Number",
            default=USUAL_USD,
            min_value=0,
            description="US dollars a month after which the budget writes to the topic; 0 for no budget",
        )
        limit.override_logical_id("BudgetUsd")
        wanted = CfnCondition(self, "Wanted", expression=Fn.condition_not(Fn.condition_equals(limit, "0")))
        subscriber = budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=topic.topic_arn)
        budget = budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=limit.value_as_number, unit="USD"),
            ),
            notifications_with_subscribers=[
                _notice("ACTUAL", HALF_PERCENT, subscriber),
                _notice("ACTUAL", ALL_PERCENT, subscriber),
                _notice("FORECASTED", ALL_PERCENT, subscriber),
            ],
        )
        budget.cfn_options.condition = wanted
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
