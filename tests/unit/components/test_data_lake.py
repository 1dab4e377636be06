import json

import pulumi
import pytest

from components import DataLake, DataLakeArgs
from components.data_lake import NONCURRENT_DAYS
from tests.unit.recorder import Recorder, record

KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"


@pytest.fixture
def lake() -> Recorder:
    return record(lambda: DataLake("shop", {}))


def test_raw_zone_lake_and_results_are_three_buckets(lake: Recorder) -> None:
    assert {bucket.name for bucket in lake.of("Bucket")} == {
        "shop-raw",
        "shop-lake",
        "shop-results",
    }


@pytest.mark.parametrize("bucket", ["shop-raw", "shop-lake", "shop-results"])
class TestEveryBucket:
    def test_is_encrypted_at_rest(self, lake: Recorder, bucket: str) -> None:
        rule = lake.one("BucketServerSideEncryptionConfiguration", bucket).inputs["rules"][0]
        assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"

    def test_blocks_public_access_in_all_four_ways(self, lake: Recorder, bucket: str) -> None:
        block = lake.one("BucketPublicAccessBlock", bucket).inputs
        assert all(
            block[way]
            for way in (
                "blockPublicAcls",
                "blockPublicPolicy",
                "ignorePublicAcls",
                "restrictPublicBuckets",
            )
        )

    def test_refuses_requests_without_tls(self, lake: Recorder, bucket: str) -> None:
        (statement,) = json.loads(lake.one("BucketPolicy", bucket).inputs["policy"])["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert len(statement["Resource"]) == 2, "the bucket and its objects are both covered"

    def test_belongs_to_its_owner_without_access_lists(self, lake: Recorder, bucket: str) -> None:
        assert lake.one("BucketOwnershipControls", bucket).inputs["rule"] == {
            "objectOwnership": "BucketOwnerEnforced"
        }

    def test_aborts_uploads_that_nobody_finishes(self, lake: Recorder, bucket: str) -> None:
        rules = lake.one("BucketLifecycleConfiguration", bucket).inputs["rules"]
        assert any("abortIncompleteMultipartUpload" in rule for rule in rules)

    def test_is_not_emptied_by_a_destroy_unless_asked(self, lake: Recorder, bucket: str) -> None:
        assert lake.one("Bucket", bucket).inputs["forceDestroy"] is False


def _rule(recorder: Recorder, bucket: str, rule: str) -> dict[str, object]:
    return next(
        entry
        for entry in recorder.one("BucketLifecycleConfiguration", bucket).inputs["rules"]
        if entry["id"] == rule
    )


def test_raw_objects_move_to_cheaper_storage_and_then_expire() -> None:
    recorder = record(
        lambda: DataLake("shop", {"raw_infrequent_access_days": 45, "raw_expiration_days": 90})
    )
    rule = _rule(recorder, "shop-raw", "raw")
    assert rule["transitions"] == [{"days": 45, "storageClass": "STANDARD_IA"}]
    assert rule["expiration"] == {"days": 90}
    assert rule["filter"] == {"prefix": "raw/"}


def test_quarantined_lines_live_no_longer_than_the_raw_objects_they_come_from() -> None:
    recorder = record(lambda: DataLake("shop", {"raw_expiration_days": 90}))
    assert _rule(recorder, "shop-lake", "quarantine")["expiration"] == {"days": 90}


def test_events_never_expire(lake: Recorder) -> None:
    expiring = [
        rule
        for rule in lake.one("BucketLifecycleConfiguration", "shop-lake").inputs["rules"]
        if "days" in rule.get("expiration", {})
    ]
    assert {rule["filter"]["prefix"] for rule in expiring} == {"quarantine/", "errors/"}


def test_query_results_expire() -> None:
    recorder = record(lambda: DataLake("shop", {"results_expiration_days": 3}))
    assert _rule(recorder, "shop-results", "results")["expiration"] == {"days": 3}


class TestOneBucket:
    def test_is_raw_zone_lake_and_results_at_once(self) -> None:
        found: list[pulumi.Output[str]] = []

        def program() -> None:
            lake = DataLake("shop", {"one_bucket": True})
            found.extend([lake.raw_bucket, lake.lake_bucket, lake.results_bucket])
            pulumi.export("buckets", found)

        recorder = record(program)
        assert [bucket.name for bucket in recorder.of("Bucket")] == ["shop"]
        assert recorder.outputs["buckets"] == ["shop"] * 3

    def test_forgets_each_prefix_after_its_own_time_and_events_never(self) -> None:
        recorder = record(
            lambda: DataLake(
                "shop",
                {"one_bucket": True, "raw_expiration_days": 90, "results_expiration_days": 3},
            )
        )
        rules = recorder.one("BucketLifecycleConfiguration").inputs["rules"]
        expiring = {
            rule["filter"]["prefix"]: rule["expiration"]["days"]
            for rule in rules
            if "days" in rule.get("expiration", {})
        }
        assert expiring == {"raw/": 90, "errors/": 90, "quarantine/": 90, "athena-results/": 3}
        assert len({rule["id"] for rule in rules}) == len(rules), "S3 refuses two rules of one name"

    def test_is_as_private_as_the_three(self) -> None:
        recorder = record(lambda: DataLake("shop", {"one_bucket": True, "versioning": True}))
        for kind in (
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketOwnershipControls",
            "BucketServerSideEncryptionConfiguration",
            "BucketVersioning",
        ):
            assert [resource.name for resource in recorder.of(kind)] == ["shop"], kind


@pytest.mark.parametrize("args", [{"versioning": True}, {"versioning": False}])
def test_versions_expire_by_a_rule_whose_name_says_when_and_delete_markers_go_with_the_last_version(
    args: DataLakeArgs,
) -> None:
    recorder = record(lambda: DataLake("shop", args))
    for lifecycle in recorder.of("BucketLifecycleConfiguration"):
        rule = _rule(recorder, lifecycle.name, f"noncurrent-versions-{NONCURRENT_DAYS}-days")
        assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": NONCURRENT_DAYS}
        assert rule["expiration"] == {"expiredObjectDeleteMarker": True}, (
            "S3 refuses days beside it"
        )
        assert rule["filter"] == {"prefix": ""}, (
            "a bucket whose versioning was suspended still holds versions, anywhere"
        )


def test_versions_are_kept_only_if_asked(lake: Recorder) -> None:
    assert not lake.of("BucketVersioning")
    versioned = record(lambda: DataLake("shop", {"versioning": True}))
    assert [
        bucket.inputs["versioningConfiguration"] for bucket in versioned.of("BucketVersioning")
    ] == [{"status": "Enabled"}] * 3


def test_a_customer_key_encrypts_every_bucket() -> None:
    recorder = record(lambda: DataLake("shop", {"kms_key_arn": KEY}))
    for bucket in recorder.of("BucketServerSideEncryptionConfiguration"):
        assert bucket.inputs["rules"][0] == {
            "applyServerSideEncryptionByDefault": {
                "sseAlgorithm": "aws:kms",
                "kmsMasterKeyId": KEY,
            },
            "bucketKeyEnabled": True,
        }, f"{bucket.name} is under the customer key"


def test_protection_reaches_every_bucket() -> None:
    recorder = record(lambda: DataLake("shop", {}, pulumi.ResourceOptions(protect=True)))
    assert all(bucket.protect for bucket in recorder.of("Bucket"))


@pytest.mark.parametrize(("infrequent", "expiration"), [(29, 365), (60, 60), (90, 60)])
def test_days_that_s3_would_refuse_are_refused_with_their_values(
    infrequent: int, expiration: int
) -> None:
    with pytest.raises(
        ValueError,
        match=f"raw_infrequent_access_days is {infrequent}; allowed: ",
    ):
        record(
            lambda: DataLake(
                "shop",
                {"raw_infrequent_access_days": infrequent, "raw_expiration_days": expiration},
            )
        )
