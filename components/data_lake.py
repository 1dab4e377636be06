"""The buckets: raw zone, lake, query results."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import s3

from components.shared import policies
from components.shared.customer_key import check_keys
from components.shared.layout import (
    DELIVERY_ERRORS_PREFIX,
    QUARANTINE_PREFIX,
    RAW_PREFIX,
    RESULTS_PREFIX,
)

ABORT_UPLOADS_DAYS = 7  # longer than any upload that is still alive
NONCURRENT_DAYS = 30
"""Days that a version can be brought back after it was overwritten or deleted, by a user or by a lifecycle rule.

Versions hold personal data as long as objects do, so they are no longer there after as many days
more.
"""
MIN_INFREQUENT_ACCESS_DAYS = 30  # S3's minimum for a transition to STANDARD_IA


Rules = dict[str, s3.BucketLifecycleConfigurationRuleArgsDict]
"""Lifecycle rules by the prefix that they are for: a prefix has one."""


class DataLakeArgs(TypedDict):
    """What a lake can be told."""

    one_bucket: NotRequired[bool]
    """Whether raw zone, lake and query results are prefixes of one bucket. Default false: a bucket for each."""
    versioning: NotRequired[bool]
    """Whether the buckets keep old versions. Default false."""
    force_destroy: NotRequired[bool]
    """Whether destroying deletes the buckets with what is in them. Default false."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """A customer key for the buckets. Default: S3's own keys."""
    raw_infrequent_access_days: NotRequired[int]
    """Days after which raw objects move to cheaper storage. Default 30, which is S3's minimum too."""
    raw_expiration_days: NotRequired[int]
    """Days after which raw objects, delivery errors and quarantined lines are deleted. Default 365."""
    results_expiration_days: NotRequired[int]
    """Days after which query results are deleted. Default 30."""


class DataLake(pulumi.ComponentResource):
    """Three buckets, or one: encrypted, private, TLS only, owned by their account, with lifecycle rules.

    The lake owns its buckets' notification: a bucket has only one, and a second program would
    overwrite it. That writing to the lake can never start a conversion is a matter of prefixes: see
    `layout.check_no_recursion`.
    """

    raw_bucket: pulumi.Output[str]
    """Name of the bucket that Firehose delivers to."""
    raw_bucket_arn: pulumi.Output[str]
    """Its ARN."""
    lake_bucket: pulumi.Output[str]
    """Name of the bucket of the tables."""
    lake_bucket_arn: pulumi.Output[str]
    """Its ARN."""
    results_bucket: pulumi.Output[str]
    """Name of the bucket of Athena's results."""

    def __init__(
        self, name: str, args: DataLakeArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make the buckets.

        Raises:
            ValueError: If raw objects would move to cheaper storage before S3 allows it, or not
                before they expire, or the key's ARN names no KMS key.
        """
        super().__init__("clickstream:lake:DataLake", name, None, opts)
        check_keys(args)
        raw_rules, lake_rules, results_rules = _rules(args)

        if args.get("one_bucket", False):
            raw = lake = results = self._bucket(name, args, raw_rules | lake_rules | results_rules)
        else:
            raw = self._bucket(f"{name}-raw", args, raw_rules)
            lake = self._bucket(f"{name}-lake", args, lake_rules)
            results = self._bucket(f"{name}-results", args, results_rules)

        self.raw_bucket, self.raw_bucket_arn = raw.bucket, raw.arn
        self.lake_bucket, self.lake_bucket_arn = lake.bucket, lake.arn
        self.results_bucket = results.bucket
        self.register_outputs(
            {
                "raw_bucket": self.raw_bucket,
                "raw_bucket_arn": self.raw_bucket_arn,
                "lake_bucket": self.lake_bucket,
                "lake_bucket_arn": self.lake_bucket_arn,
                "results_bucket": self.results_bucket,
            }
        )

    def _bucket(self, name: str, args: DataLakeArgs, rules: Rules) -> s3.Bucket:
        bucket = s3.Bucket(
            name,
            force_destroy=args.get("force_destroy", False),
            opts=pulumi.ResourceOptions(parent=self),
        )
        child = pulumi.ResourceOptions(parent=bucket)

        s3.BucketOwnershipControls(
            name, bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child
        )

        block = s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )

        s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.bucket,
            rules=policies.optional(args.get("kms_key_arn")).apply(_encryption),
            opts=child,
        )

        # Without versioning there is no resource, so a bucket that never had versions stays
        # unversioned. A change from true to false deletes the resource, and the provider suspends
        # versioning on deletion ('Status must be provided thus to "remove" this resource, we
        # suspend versioning'):
        # https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/s3/bucket_versioning.go
        if args.get("versioning", False):
            s3.BucketVersioning(
                name,
                bucket=bucket.bucket,
                versioning_configuration={"status": "Enabled"},
                opts=child,
            )

        _lifecycle(bucket, name, rules)

        # Both change who may reach the bucket, and S3 refuses the one while the other is under way.
        after_block = pulumi.ResourceOptions(parent=bucket, depends_on=[block])
        s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=bucket.arn.apply(policies.tls_only_bucket),
            opts=after_block,
        )
        return bucket


def _check_days(infrequent: int, expiration: int) -> None:
    if not MIN_INFREQUENT_ACCESS_DAYS <= infrequent < expiration:
        msg = (
            f"raw_infrequent_access_days is {infrequent} and raw_expiration_days {expiration}; "
            f"cheaper storage starts after {MIN_INFREQUENT_ACCESS_DAYS} days or more, and before the objects expire"
        )
        raise ValueError(msg)


def _encryption(
    kms_key_arn: str | None,
) -> list[s3.BucketServerSideEncryptionConfigurationRuleArgsDict]:
    if kms_key_arn is None:
        return [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]
    # A bucket key asks KMS once in a while, not once per object.
    return [
        {
            "apply_server_side_encryption_by_default": {
                "sse_algorithm": "aws:kms",
                "kms_master_key_id": kms_key_arn,
            },
            "bucket_key_enabled": True,
        }
    ]


def _rules(args: DataLakeArgs) -> tuple[Rules, Rules, Rules]:
    """Return the rules of raw zone, lake and results."""
    expiration = int(args.get("raw_expiration_days", 365))
    infrequent = int(args.get("raw_infrequent_access_days", MIN_INFREQUENT_ACCESS_DAYS))
    _check_days(infrequent, expiration)
    raw = _expire("raw", expiration)
    raw["transitions"] = [{"days": infrequent, "storage_class": "STANDARD_IA"}]
    # Both hold whatever the raw zone holds, restricted fields included, so they live no longer.
    errors, quarantine = _expire("delivery-errors", expiration), _expire("quarantine", expiration)
    results = _expire("results", int(args.get("results_expiration_days", 30)))
    # Firehose delivers to the raw zone, or to the lake if it converts.
    return (
        {RAW_PREFIX: raw, DELIVERY_ERRORS_PREFIX: errors},
        {QUARANTINE_PREFIX: quarantine, DELIVERY_ERRORS_PREFIX: errors},
        {RESULTS_PREFIX: results},
    )


def _expire(rule: str, days: int) -> s3.BucketLifecycleConfigurationRuleArgsDict:
    return {"id": rule, "status": "Enabled", "expiration": {"days": days}}


def _lifecycle(bucket: s3.Bucket, name: str, rules: Rules) -> None:
    housekeeping: s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "housekeeping",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abort_incomplete_multipart_upload": {"days_after_initiation": ABORT_UPLOADS_DAYS},
    }
    # It is there without versioning too: a bucket whose versioning was suspended still holds
    # versions.
    versions: s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": f"noncurrent-versions-{NONCURRENT_DAYS}-days",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrent_version_expiration": {"noncurrent_days": NONCURRENT_DAYS},
        # S3 takes it not beside days:
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
        "expiration": {"expired_object_delete_marker": True},
    }
    expirations: list[s3.BucketLifecycleConfigurationRuleArgsDict] = [
        {**rule, "filter": {"prefix": prefix}} for prefix, rule in rules.items()
    ]
    s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.bucket,
        rules=[*expirations, housekeeping, versions],
        opts=pulumi.ResourceOptions(parent=bucket),
    )
