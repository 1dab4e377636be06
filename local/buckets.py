"""The kinds of resources of S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from local.archives import asset_bytes
from local.kinds import Call, Cloud, Kind, Made

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NAME = 63  # characters, S3's limit
DEFAULT_REGION = "us-east-1"  # the one that a bucket's location constraint may not name


def _location(inputs: dict[str, Any], cloud: Cloud) -> dict[str, Any]:
    bucket = str(inputs["bucket"]).lower()[:MAX_NAME]
    location = {} if cloud.region == DEFAULT_REGION else {"location": cloud.region}
    return {**inputs, **location, "bucket": bucket}


def _bucket(made: Made) -> dict[str, Any]:
    name, region = _bucket_name(made), made.cloud.region
    return {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
        "bucketRegion": region,
    }


def _bucket_name(made: Made) -> str:
    return str(made.inputs["bucket"]).lower()[:MAX_NAME]


def _setting(operation: str, **layout: Any) -> Kind:  # noqa: ANN401 - the fields of a layout
    """Return the kind of a resource that is one setting of a bucket."""
    names: Mapping[str, str] = {"bucket": "Bucket", **layout.pop("names", {})}
    return Kind((Call("s3", operation, names=names, **layout),), identity=lambda made: made.inputs["bucket"])


def _with_body(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    tags = {"tags": urlencode(inputs["tags"])} if inputs.get("tags") else {}
    body = {"source": asset_bytes(inputs["source"])} if "source" in inputs else {}
    return {**inputs, **tags, **body}


def _object(made: Made) -> dict[str, Any]:
    bucket, key = made.inputs["bucket"], made.inputs["key"]
    version = {"versionId": made.response["VersionId"]} if "VersionId" in made.response else {"versionId": "null"}
    return {"arn": f"arn:aws:s3:::{bucket}/{key}", "etag": made.response["ETag"].strip('"'), **version}


def _with_filters(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    eventbridge: dict[str, Any] = {"eventBridgeConfiguration": {}} if inputs.get("eventbridge") else {}  # to be there is to be on
    rest = {key: value for key, value in inputs.items() if key != "eventbridge"}
    return {**rest, **eventbridge, "queues": [_with_filter(target) for target in inputs.get("queues", [])]}


def _with_filter(target: Mapping[str, Any]) -> dict[str, Any]:
    rules = [{"name": rule, "value": target[key]} for rule, key in (("prefix", "filterPrefix"), ("suffix", "filterSuffix")) if target.get(key)]
    rest = {key: value for key, value in target.items() if key not in {"filterPrefix", "filterSuffix"}}
    return {**rest, "filter": {"key": {"filterRules": rules}}} if rules else rest


DELETION = "says how to delete, and the local stack is deleted as a whole"

BUCKET_KINDS = {
    "aws:s3/bucket:Bucket": Kind(
        (
            Call("s3", "CreateBucket", names={"location": "CreateBucketConfiguration.LocationConstraint"}, unsent={"forceDestroy": DELETION}),
            Call("s3", "PutBucketTagging", frozenset({"tags"}), frozenset({"bucket"}), names={"tags": "Tagging.TagSet"}),
        ),
        identity=_bucket_name,
        outputs=_bucket,
        name="bucket",
        prepare=_location,
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _setting("PutBucketVersioning"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _setting(
        "PutBucketEncryption", inside="ServerSideEncryptionConfiguration", names={"rules.applyServerSideEncryptionByDefault.kmsMasterKeyId": "KMSMasterKeyID"}
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _setting("PutBucketLifecycleConfiguration", inside="LifecycleConfiguration"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
        "PutPublicAccessBlock", inside="PublicAccessBlockConfiguration", unsent={"skipDestroy": DELETION}
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _setting("PutBucketPolicy"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting("PutBucketOwnershipControls", names={"rule": "OwnershipControls.Rules"}),
    "aws:s3/bucketNotification:BucketNotification": Kind(
        (
            Call(
                "s3",
                "PutBucketNotificationConfiguration",
                names={"bucket": "Bucket", "queues": "NotificationConfiguration.QueueConfigurations"},
                inside="NotificationConfiguration",
            ),
        ),
        identity=lambda made: made.inputs["bucket"],
        prepare=_with_filters,
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": Kind(
        (
            Call(
                "s3",
                "PutObject",
                names={"source": "Body", "content": "Body", "tags": "Tagging", "kmsKeyId": "SSEKMSKeyId", "websiteRedirect": "WebsiteRedirectLocation"},
                unsent={"forceDestroy": DELETION, "sourceHash": "tells Pulumi whether to update, and the local stack is always new"},
            ),
        ),
        identity=lambda made: f"{made.inputs['bucket']}/{made.inputs['key']}",
        outputs=_object,
        name="key",
        prepare=_with_body,
    ),
}
