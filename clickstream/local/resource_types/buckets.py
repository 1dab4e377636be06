"""Resource types of S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clickstream.local.archives import asset_bytes
from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Created,
    Emulator,
    Existing,
    ResourceType,
    call,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_NAME = 63  # characters, S3's limit
DEFAULT_REGION = "us-east-1"  # the region that a bucket's location constraint must not name
DELETE_BATCH = 1000  # keys, S3's limit for one request


def _with_location(inputs: dict[str, Any], emulator: Emulator) -> dict[str, Any]:
    bucket = str(inputs["bucket"]).lower()[:MAX_NAME]
    location = {} if emulator.region == DEFAULT_REGION else {"location": emulator.region}
    return {**inputs, **location, "bucket": bucket}


def _bucket_outputs(created: Created) -> dict[str, Any]:
    name, region = _bucket_name(created), created.emulator.region
    return {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
        "bucketRegion": region,
    }


def _bucket_name(created: Created) -> str:
    return str(created.inputs["bucket"]).lower()[:MAX_NAME]


def _delete_all_objects(existing: Existing) -> None:
    """Delete every version of every object, if `forceDestroy` is set."""
    if existing.values.get("forceDestroy"):
        _delete_versions(existing, existing.id, "")


def _delete_object_versions(existing: Existing) -> None:
    """Delete every version of an object, as the AWS provider does."""
    _delete_versions(existing, existing.values["bucket"], existing.values["key"])


def _delete_versions(existing: Existing, bucket: str, prefix: str) -> None:
    s3 = existing.emulator.client("s3")
    wanted = [
        entry for entry in _versions(s3, bucket, prefix) if not prefix or entry["Key"] == prefix
    ]
    for start in range(0, len(wanted), DELETE_BATCH):
        s3.delete_objects(Bucket=bucket, Delete={"Objects": wanted[start : start + DELETE_BATCH]})


def _versions(s3: Any, bucket: str, prefix: str) -> Iterator[dict[str, str]]:  # noqa: ANN401 - the service is data here, so its client's type is not known
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            yield {"Key": entry["Key"], "VersionId": entry["VersionId"]}


def _setting(puts: str, *, reads: str, deletes: str | None, **mapping: Any) -> ResourceType:  # noqa: ANN401 - the fields of a mapping
    """Return the type of a resource that is one setting of a bucket.

    Args:
        puts: Operation that writes the setting.
        reads: Operation that reads it.
        deletes: Operation that deletes it; None if S3 has none.
        **mapping: Fields of `InputMapping`.
    """
    names: Mapping[str, str] = {"bucket": "Bucket", **mapping.pop("names", {})}
    return ResourceType(
        (Call("s3", puts, names=names, **mapping),),
        resource_id=lambda created: created.inputs["bucket"],
        reads=call("s3", reads, bucket="Bucket"),
        deletes=call("s3", deletes, bucket="Bucket") if deletes else None,
    )


def _suspend(existing: Existing) -> None:
    """Suspend versioning, as the AWS provider does: S3 cannot turn it off."""
    existing.emulator.client("s3").put_bucket_versioning(
        Bucket=existing.values["bucket"], VersioningConfiguration={"Status": "Suspended"}
    )


def _clear_notifications(existing: Existing) -> None:
    """Write an empty notification configuration: S3 has no call that deletes it."""
    existing.emulator.client("s3").put_bucket_notification_configuration(
        Bucket=existing.values["bucket"], NotificationConfiguration={}
    )


def _with_body(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    tags = {"tags": urlencode(inputs["tags"])} if inputs.get("tags") else {}
    body = {"source": asset_bytes(inputs["source"])} if "source" in inputs else {}
    return {**inputs, **tags, **body}


def _object_outputs(created: Created) -> dict[str, Any]:
    bucket, key = created.inputs["bucket"], created.inputs["key"]
    return {
        "arn": f"arn:aws:s3:::{bucket}/{key}",
        "etag": created.response["ETag"].strip('"'),
        "versionId": created.response.get("VersionId", "null"),
    }


def _with_filters(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    out = {key: value for key, value in inputs.items() if key != "eventbridge"}
    if inputs.get("eventbridge"):
        out["eventBridgeConfiguration"] = {}  # S3 enables EventBridge if the member is present
    out["queues"] = [_with_filter(target) for target in inputs.get("queues", [])]
    return out


def _with_filter(target: Mapping[str, Any]) -> dict[str, Any]:
    rules = [
        {"name": rule, "value": target[key]}
        for rule, key in (("prefix", "filterPrefix"), ("suffix", "filterSuffix"))
        if target.get(key)
    ]
    filters = {"filterPrefix", "filterSuffix"}
    rest = {key: value for key, value in target.items() if key not in filters}
    return {**rest, "filter": {"key": {"filterRules": rules}}} if rules else rest


_TAGGING = Call(
    "s3",
    "PutBucketTagging",
    frozenset({"tags"}),
    frozenset({"bucket"}),
    names={"tags": "Tagging.TagSet", "bucket": "Bucket"},
)

BUCKETS = {
    "aws:s3/bucket:Bucket": ResourceType(
        (
            Call(
                "s3",
                "CreateBucket",
                names={"location": "CreateBucketConfiguration.LocationConstraint"},
                unsent={"forceDestroy": STATE_ONLY},
            ),
            _TAGGING,
        ),
        resource_id=_bucket_name,
        outputs=_bucket_outputs,
        name="bucket",
        prepare=_with_location,
        updates=(_TAGGING,),
        reads=call("s3", "HeadBucket", id="Bucket"),
        before_delete=_delete_all_objects,
        deletes=call("s3", "DeleteBucket", id="Bucket"),
    ),
    "aws:s3/bucketVersioning:BucketVersioning": ResourceType(
        (Call("s3", "PutBucketVersioning", names={"bucket": "Bucket"}),),
        resource_id=lambda created: created.inputs["bucket"],
        reads=call("s3", "GetBucketVersioning", bucket="Bucket"),
        before_delete=_suspend,
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _setting(
        "PutBucketEncryption",
        reads="GetBucketEncryption",
        deletes="DeleteBucketEncryption",
        inside="ServerSideEncryptionConfiguration",
        names={"rules.applyServerSideEncryptionByDefault.kmsMasterKeyId": "KMSMasterKeyID"},
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _setting(
        "PutBucketLifecycleConfiguration",
        reads="GetBucketLifecycleConfiguration",
        deletes="DeleteBucketLifecycle",
        inside="LifecycleConfiguration",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
        "PutPublicAccessBlock",
        reads="GetPublicAccessBlock",
        deletes="DeletePublicAccessBlock",
        inside="PublicAccessBlockConfiguration",
        unsent={"skipDestroy": STATE_ONLY},
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _setting(
        "PutBucketPolicy", reads="GetBucketPolicy", deletes="DeleteBucketPolicy"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting(
        "PutBucketOwnershipControls",
        reads="GetBucketOwnershipControls",
        deletes="DeleteBucketOwnershipControls",
        names={"rule": "OwnershipControls.Rules"},
    ),
    "aws:s3/bucketNotification:BucketNotification": ResourceType(
        (
            Call(
                "s3",
                "PutBucketNotificationConfiguration",
                names={
                    "bucket": "Bucket",
                    "queues": "NotificationConfiguration.QueueConfigurations",
                },
                inside="NotificationConfiguration",
            ),
        ),
        resource_id=lambda created: created.inputs["bucket"],
        prepare=_with_filters,
        reads=call("s3", "GetBucketNotificationConfiguration", bucket="Bucket"),
        before_delete=_clear_notifications,
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": ResourceType(
        (
            Call(
                "s3",
                "PutObject",
                names={
                    "source": "Body",
                    "content": "Body",
                    "tags": "Tagging",
                    "kmsKeyId": "SSEKMSKeyId",
                    "websiteRedirect": "WebsiteRedirectLocation",
                },
                unsent={"forceDestroy": STATE_ONLY, "sourceHash": STATE_ONLY},
            ),
        ),
        resource_id=lambda created: f"{created.inputs['bucket']}/{created.inputs['key']}",
        outputs=_object_outputs,
        name="key",
        prepare=_with_body,
        reads=call("s3", "HeadObject", bucket="Bucket", key="Key"),
        before_delete=_delete_object_versions,
    ),
}
