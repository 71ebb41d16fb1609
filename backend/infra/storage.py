"""Where the family's things are kept: a table for the log, a bucket for audio, pictures and snapshots."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from backend.infra.environment import Environment
from backend.infra.reasons import accept

RARELY_READ_DAYS = 60
LARGE_BYTES = 1024 * 1024  # smaller files would cost more as rarely read ones: those count as 128 KiB at least
ABANDONED_DAYS = 7
REPLACED_DAYS = 30
RECOVERY_DAYS = 35


class Storage(Construct):
    """The table and the bucket. Keys that AWS owns encrypt both: one of our own would cost a dollar a month."""

    def __init__(self, scope: Construct, name: str, *, environment: Environment) -> None:
        super().__init__(scope, name)
        removal = RemovalPolicy.RETAIN if environment.is_lasting else RemovalPolicy.DESTROY
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=RECOVERY_DAYS
            ),
            time_to_live_attribute="ttl",
            encryption=dynamodb.TableEncryption.DEFAULT,
            deletion_protection=environment.is_lasting,
            removal_policy=removal,
        )
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            lifecycle_rules=_lifecycle(),
            removal_policy=removal,
            auto_delete_objects=not environment.is_lasting,
        )
        resource = self.bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)
        # CloudFormation wants this number as a text, and the CDK writes it as a number.
        resource.add_property_override("LifecycleConfiguration.Rules.2.ObjectSizeGreaterThan", str(LARGE_BYTES))
        accept(
            self.bucket,
            "AwsSolutions-S1",
            "Only addresses signed by our function reach it, and its requests are logged",
        )


def _lifecycle() -> list[s3.LifecycleRule]:
    return [
        s3.LifecycleRule(id="abandoned-uploads", abort_incomplete_multipart_upload_after=Duration.days(ABANDONED_DAYS)),
        s3.LifecycleRule(
            id="replaced-files",
            noncurrent_version_expiration=Duration.days(REPLACED_DAYS),
            expired_object_delete_marker=True,
        ),
        s3.LifecycleRule(
            id="rarely-read",
            object_size_greater_than=LARGE_BYTES,
            transitions=[
                s3.Transition(
                    storage_class=s3.StorageClass.INFREQUENT_ACCESS,
                    transition_after=Duration.days(RARELY_READ_DAYS),
                )
            ],
        ),
    ]
