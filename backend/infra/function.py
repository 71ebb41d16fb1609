"""The one function that answers every request, and what it may touch."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from backend.infra.environment import Environment
from backend.infra.identity import Identity
from backend.infra.reasons import accept
from backend.infra.storage import Storage

HANDLER = "backend.aws.api.handler"
# A snapshot of 100,000 records takes 300 MiB and 1.7 s of a whole processor; this buys 0.58 of one.
MEMORY_MIB = 1024
TIMEOUT_S = 29  # the gateway gives up after 30
FILES = "fam/*"
DOCUMENT_ACTIONS = ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
FILE_ACTIONS = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
]


class Function(Construct):
    """The function, published as a version behind the alias `live`.

    No concurrency is reserved: a young account has ten in all, and AWS refuses to reserve any of those. The stage's
    throttle is what bounds it.
    """

    def __init__(
        self, scope: Construct, name: str, *, environment: Environment, identity: Identity, storage: Storage
    ) -> None:
        super().__init__(scope, name)
        self.log = logs.LogGroup(self, "Log", retention=environment.log_retention, removal_policy=RemovalPolicy.DESTROY)
        role = self._role(storage)
        self.code = lambda_.Function(
            self,
            "Code",
            description="Answers the family's computers",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler=HANDLER,
            code=lambda_.Code.from_asset(str(environment.bundle)),
            role=role,
            memory_size=MEMORY_MIB,
            timeout=Duration.seconds(TIMEOUT_S),
            log_group=self.log,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            environment={
                "TABLE": storage.table.table_name,
                "BUCKET": storage.bucket.bucket_name,
                "POOL": identity.pool.user_pool_id,
                "CLIENT": identity.client.user_pool_client_id,
                "CLOUD_NAME": environment.cloud_name,
                "QUOTA_BYTES": str(environment.quota_bytes),
            },
        )
        accept(
            self.code, "AwsSolutions-L1", "The newest Python that the whole project is tested on; supported until 2029"
        )
        self._snapstart(environment)
        self.live = lambda_.Alias(self, "Live", alias_name="live", version=self.code.current_version)

    def _snapstart(self, environment: Environment) -> None:
        """Python's snapshots are paid by the second and the gigabyte: a choice (docs/aws-architecture.md)."""
        resource = self.code.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)
        resource.snap_start = lambda_.CfnFunction.SnapStartProperty(
            apply_on="PublishedVersions" if environment.is_fast_start else "None"
        )

    def _role(self, storage: Storage) -> iam.Role:
        statements = [
            iam.PolicyStatement(actions=DOCUMENT_ACTIONS, resources=[storage.table.table_arn]),
            iam.PolicyStatement(actions=FILE_ACTIONS, resources=[storage.bucket.arn_for_objects(FILES)]),
            # Without leave to list, S3 answers "forbidden" for a file that is not there.
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[storage.bucket.bucket_arn]),
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[self.log.log_group_arn]
            ),
        ]
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"Leave": iam.PolicyDocument(statements=statements)},
        )
        bucket = Stack.of(self).resolve(storage.bucket.bucket_arn)["Fn::GetAtt"][0]
        accept(
            role,
            f"AwsSolutions-IAM5[Resource::<{bucket}.Arn>/{FILES}]",
            "Nobody knows a file's key beforehand; the core makes it, below fam/ and the family's own key",
        )
        return role
