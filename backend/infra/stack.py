"""Wires the parts of the family's cloud together, and defines none of them."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack, Tags
from constructs import Construct

from backend.infra.alarms import Alarms
from backend.infra.api import Api
from backend.infra.environment import Environment
from backend.infra.function import Function
from backend.infra.identity import Identity
from backend.infra.spending import Spending
from backend.infra.storage import Storage


class FamilyCloud(Stack):
    """All of one environment. Its outputs are what a person pastes into the app, and what tests drive."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(
            scope,
            environment.stack_name,
            description="Yoto Smart Stream: one family's library on all of its computers",
            analytics_reporting=False,
        )
        identity = Identity(self, "Identity", environment=environment)
        storage = Storage(self, "Storage", environment=environment)
        function = Function(self, "Function", environment=environment, identity=identity, storage=storage)
        api = Api(self, "Api", environment=environment, identity=identity, function=function)
        alarms = Alarms(self, "Alarms", environment=environment)
        alarms.watch_function(function.code)
        alarms.watch_api(api.http)
        alarms.watch_table(storage.table)
        Spending(self, "Spending", topic=alarms.topic)
        Tags.of(self).add("yoto-smart-stream", environment.name)
        CfnOutput(self, "CloudUrl", value=api.http.api_endpoint, description="Paste this into the app")
        CfnOutput(self, "PoolId", value=identity.pool.user_pool_id)
        CfnOutput(self, "ClientId", value=identity.client.user_pool_client_id)
        CfnOutput(self, "TableName", value=storage.table.table_name)
        CfnOutput(self, "BucketName", value=storage.bucket.bucket_name)
