"""The table and the bucket as the template makes them."""

from __future__ import annotations

from tests.backend.infra.synthesis import Template

Templates = dict[str, Template]


def test_the_table_is_paid_by_the_request(templates: Templates) -> None:
    table = templates["family"].one("DynamoDB::Table")
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert "ProvisionedThroughput" not in table


def test_the_table_has_the_keys_that_the_core_builds_and_no_index(templates: Templates) -> None:
    table = templates["family"].one("DynamoDB::Table")
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert not {"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "StreamSpecification"} & table.keys()


def test_the_table_goes_back_to_any_second_of_the_last_35_days(templates: Templates) -> None:
    for template in templates.values():
        recovery = template.one("DynamoDB::Table")["PointInTimeRecoverySpecification"]
        assert recovery == {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}


def test_commits_that_a_snapshot_covers_go_by_their_ttl(templates: Templates) -> None:
    ttl = templates["family"].one("DynamoDB::Table")["TimeToLiveSpecification"]
    assert ttl == {"AttributeName": "ttl", "Enabled": True}


def test_nothing_of_the_family_is_deleted_with_the_stack_or_by_mistake(templates: Templates) -> None:
    lasting = templates["family"]
    assert lasting.one("DynamoDB::Table")["DeletionProtectionEnabled"] is True
    for kind in ("DynamoDB::Table", "S3::Bucket"):
        (found,) = lasting.all(kind).values()
        assert (found["DeletionPolicy"], found["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_a_trial_leaves_nothing_behind(templates: Templates) -> None:
    trial = templates["trial"]
    assert trial.one("DynamoDB::Table")["DeletionProtectionEnabled"] is False
    kept = [name for name, one in trial.body["Resources"].items() if one.get("DeletionPolicy") == "Retain"]
    assert kept == []
    assert "Custom::S3AutoDeleteObjects" in {one["Type"] for one in trial.body["Resources"].values()}
    assert "Custom::S3AutoDeleteObjects" not in {one["Type"] for one in templates["family"].body["Resources"].values()}


def test_the_bucket_is_never_public(templates: Templates) -> None:
    bucket = templates["family"].one("S3::Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_the_bucket_speaks_tls_1_2_and_nothing_less(templates: Templates) -> None:
    statements = templates["family"].one("S3::BucketPolicy")["PolicyDocument"]["Statement"]
    assert [statement["Effect"] for statement in statements] == ["Deny", "Deny"]
    assert [statement["Condition"] for statement in statements] == [
        {"Bool": {"aws:SecureTransport": "false"}},
        {"NumericLessThan": {"s3:TlsVersion": 1.2}},
    ]


def test_the_bucket_and_the_table_are_encrypted_by_keys_that_cost_nothing(templates: Templates) -> None:
    (rule,) = templates["family"].one("S3::Bucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    # False means: by a key that AWS owns. DynamoDB stores nothing unencrypted.
    assert templates["family"].one("DynamoDB::Table")["SSESpecification"] == {"SSEEnabled": False}
    assert templates["family"].all("KMS::Key") == {}


def test_a_file_that_was_replaced_or_deleted_can_be_had_back_for_30_days(templates: Templates) -> None:
    bucket = templates["family"].one("S3::Bucket")
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rule = rules(templates["family"])["replaced-files"]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rule["ExpiredObjectDeleteMarker"] is True


def test_an_upload_that_nobody_finishes_is_gone_after_a_week(templates: Templates) -> None:
    assert rules(templates["family"])["abandoned-uploads"]["AbortIncompleteMultipartUpload"] == {
        "DaysAfterInitiation": 7
    }


def test_large_files_become_cheaper_after_two_months(templates: Templates) -> None:
    rule = rules(templates["family"])["rarely-read"]
    assert rule["Transitions"] == [{"StorageClass": "STANDARD_IA", "TransitionInDays": 60}]
    assert rule["ObjectSizeGreaterThan"] == str(1024 * 1024)


def test_no_rule_ever_deletes_a_current_file(templates: Templates) -> None:
    assert not [
        rule for rule in rules(templates["family"]).values() if {"ExpirationInDays", "ExpirationDate"} & {*rule}
    ]


def test_no_web_page_may_ask_the_bucket(templates: Templates) -> None:
    assert "CorsConfiguration" not in templates["family"].one("S3::Bucket")


def rules(template: Template) -> dict[str, dict[str, object]]:
    found = template.one("S3::Bucket")["LifecycleConfiguration"]["Rules"]
    assert {rule["Status"] for rule in found} == {"Enabled"}
    return {rule["Id"]: rule for rule in found}
