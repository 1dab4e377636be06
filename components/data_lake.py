"""Buckets of the lake: raw zone, tables, query results."""

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
from components.shared.whole_number import WholeNumber, check_numbers

ABORT_UPLOADS_DAYS = 7  # longer than any upload in progress
NONCURRENT_DAYS = 30
"""Days that a version can be restored after it was overwritten or deleted.

Versions hold the same personal data as objects, so they expire too.
"""

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
RAW_INFREQUENT_ACCESS_DAYS = WholeNumber("raw_infrequent_access_days", 30, range(30, 3651))
RAW_EXPIRATION_DAYS = WholeNumber("raw_expiration_days", 365, range(31, 36501))
RESULTS_EXPIRATION_DAYS = WholeNumber("results_expiration_days", 30, range(1, 36501))
NUMBERS = (RAW_INFREQUENT_ACCESS_DAYS, RAW_EXPIRATION_DAYS, RESULTS_EXPIRATION_DAYS)

Rules = dict[str, s3.BucketLifecycleConfigurationRuleArgsDict]
"""Lifecycle rules by prefix: a prefix has one rule."""


class DataLakeArgs(TypedDict):
    """Arguments of `DataLake`."""

    one_bucket: NotRequired[bool]
    """Whether raw zone, tables and query results share one bucket, by prefix. Default false."""
    versioning: NotRequired[bool]
    """Whether the buckets keep old versions of objects. Default false."""
    force_destroy: NotRequired[bool]
    """Whether a destroy deletes the buckets with their objects. Default false."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of a customer key for the buckets. Default: keys that S3 manages."""
    raw_infrequent_access_days: NotRequired[int]
    """Days after which raw objects move to STANDARD_IA storage."""
    raw_expiration_days: NotRequired[int]
    """Days after which raw objects, delivery errors and quarantined lines are deleted."""
    results_expiration_days: NotRequired[int]
    """Days after which query results are deleted."""


class Buckets(TypedDict):
    """Arguments of a converter that name its buckets."""

    raw_bucket: pulumi.Output[str]
    raw_bucket_arn: pulumi.Output[str]
    lake_bucket: pulumi.Output[str]
    lake_bucket_arn: pulumi.Output[str]


class DataLake(pulumi.ComponentResource):
    """Three buckets, or one: encrypted, private, TLS only, with lifecycle rules.

    A bucket has one notification configuration, which a second program would overwrite: the
    converter of this stack owns it. Converted files cannot start a conversion, since their prefixes
    are not that of raw objects: see `layout.check_no_recursion`.
    """

    raw_bucket: pulumi.Output[str]
    """Name of the bucket of raw objects, to which Firehose delivers."""
    raw_bucket_arn: pulumi.Output[str]
    """ARN of the bucket of raw objects."""
    lake_bucket: pulumi.Output[str]
    """Name of the bucket of the tables."""
    lake_bucket_arn: pulumi.Output[str]
    """ARN of the bucket of the tables."""
    results_bucket: pulumi.Output[str]
    """Name of the bucket of query results."""
    results_bucket_arn: pulumi.Output[str]
    """ARN of the bucket of query results."""

    def __init__(
        self, name: str, args: DataLakeArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the buckets.

        Raises:
            ValueError: If an argument is not allowed, raw objects would expire before they move to
                cheaper storage, or the key's ARN names no KMS key.
        """
        super().__init__("clickstream:lake:DataLake", name, None, opts)
        check_keys(args)
        check_numbers(args, NUMBERS)
        raw_rules, lake_rules, results_rules = _rules(args)

        if args.get("one_bucket", False):
            raw = lake = results = self._bucket(name, args, raw_rules | lake_rules | results_rules)
        else:
            raw = self._bucket(f"{name}-raw", args, raw_rules)
            lake = self._bucket(f"{name}-lake", args, lake_rules)
            results = self._bucket(f"{name}-results", args, results_rules)

        self.raw_bucket, self.raw_bucket_arn = raw.bucket, raw.arn
        self.lake_bucket, self.lake_bucket_arn = lake.bucket, lake.arn
        self.results_bucket, self.results_bucket_arn = results.bucket, results.arn
        self.register_outputs(
            {
                "raw_bucket": self.raw_bucket,
                "raw_bucket_arn": self.raw_bucket_arn,
                "lake_bucket": self.lake_bucket,
                "lake_bucket_arn": self.lake_bucket_arn,
                "results_bucket": self.results_bucket,
                "results_bucket_arn": self.results_bucket_arn,
            }
        )

    @property
    def buckets(self) -> Buckets:
        """Names and ARNs of the buckets, as the converters take them."""
        return {
            "raw_bucket": self.raw_bucket,
            "raw_bucket_arn": self.raw_bucket_arn,
            "lake_bucket": self.lake_bucket,
            "lake_bucket_arn": self.lake_bucket_arn,
        }

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

        # The policy waits for the public access block: S3 refuses changes of both at the same time.
        after_block = pulumi.ResourceOptions(parent=bucket, depends_on=[block])
        s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=bucket.arn.apply(policies.tls_only_bucket),
            opts=after_block,
        )
        return bucket


def _check_days(infrequent: int, expiration: int) -> None:
    if infrequent >= expiration:
        msg = (
            f"raw_infrequent_access_days is {infrequent}; "
            f"allowed: less than raw_expiration_days, {expiration}"
        )
        raise ValueError(msg)


def _encryption(
    kms_key_arn: str | None,
) -> list[s3.BucketServerSideEncryptionConfigurationRuleArgsDict]:
    if kms_key_arn is None:
        return [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]
    # With a bucket key S3 does not call KMS for each object.
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
    expiration = RAW_EXPIRATION_DAYS.read(args)
    infrequent = RAW_INFREQUENT_ACCESS_DAYS.read(args)
    _check_days(infrequent, expiration)
    raw = _expire("raw", expiration)
    raw["transitions"] = [{"days": infrequent, "storage_class": "STANDARD_IA"}]
    # Both hold raw lines with restricted fields, so they expire with the raw zone.
    errors, quarantine = _expire("delivery-errors", expiration), _expire("quarantine", expiration)
    results = _expire("results", RESULTS_EXPIRATION_DAYS.read(args))
    # Firehose delivers to the bucket of raw objects, or to the bucket of tables if it converts.
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
    # The rule exists without versioning too: a bucket with suspended versioning still has versions.
    versions: s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": f"noncurrent-versions-{NONCURRENT_DAYS}-days",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrent_version_expiration": {"noncurrent_days": NONCURRENT_DAYS},
        # S3 refuses it together with `days`:
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
