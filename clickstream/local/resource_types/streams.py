"""Resource type of Firehose's delivery streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clickstream.local.resource_types.base import Call, Existing, ResourceError, ResourceType, call

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import Cloud

_DESTINATION = {
    "bufferingSize": "BufferingHints.SizeInMBs",
    "bufferingInterval": "BufferingHints.IntervalInSeconds",
    "kmsKeyArn": "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN",
}
_BACKUP = "extendedS3Configuration.s3BackupConfiguration"
_NESTED = {
    **{f"extendedS3Configuration.{key}": member for key, member in _DESTINATION.items()},
    **{f"{_BACKUP}.{key}": member for key, member in _DESTINATION.items()},
    "extendedS3Configuration.dynamicPartitioningConfiguration.retryDuration": "RetryOptions.DurationInSeconds",
}
_KEY_TYPE = {"serverSideEncryption.enabled": "a key type in the request is what turns it on"}


def _delivery(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    destination = inputs.pop("destination")
    if destination != "extended_s3":
        msg = f"the local stack delivers to extended_s3, not {destination!r}"
        raise ResourceError(msg)
    encryption = cast("dict[str, Any]", inputs.get("serverSideEncryption", {}))
    if not encryption.get("enabled"):
        inputs.pop("serverSideEncryption", None)
    target = cast("dict[str, Any]", inputs["extendedS3Configuration"])
    if "s3BackupConfiguration" in target:
        target = {**target, "s3BackupConfiguration": _keyed(target["s3BackupConfiguration"])}
    return {**inputs, "extendedS3Configuration": _keyed(target)}


def _keyed(target: dict[str, Any]) -> dict[str, Any]:
    """Return a destination without an empty key, which AWS's provider takes for none."""
    return {key: value for key, value in target.items() if key != "kmsKeyArn" or value}


def _current(existing: Existing) -> dict[str, Any]:
    """Return the version and the destination that an update has to name."""
    firehose = existing.cloud.client("firehose")
    found = firehose.describe_delivery_stream(DeliveryStreamName=existing.values["name"])[
        "DeliveryStreamDescription"
    ]
    return {
        "currentDeliveryStreamVersionId": found["VersionId"],
        "destinationId": found["Destinations"][0]["DestinationId"],
    }


STREAMS = {
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ResourceType(
        (
            Call(
                "firehose",
                "CreateDeliveryStream",
                names={
                    "name": "DeliveryStreamName",
                    "serverSideEncryption": "DeliveryStreamEncryptionConfigurationInput",
                    "extendedS3Configuration": "ExtendedS3DestinationConfiguration",
                    **_NESTED,
                },
                unsent=_KEY_TYPE,
            ),
        ),
        identity=lambda made: made.response["DeliveryStreamARN"],
        outputs=lambda made: {"arn": made.response["DeliveryStreamARN"]},
        name="name",
        prepare=_delivery,
        updates=(
            Call(
                "firehose",
                "UpdateDestination",
                frozenset({"extendedS3Configuration"}),
                frozenset({"name", "currentDeliveryStreamVersionId", "destinationId"}),
                names={
                    "name": "DeliveryStreamName",
                    "extendedS3Configuration": "ExtendedS3DestinationUpdate",
                    "extendedS3Configuration.s3BackupConfiguration": "S3BackupUpdate",
                    **_NESTED,
                },
            ),
            Call(
                "firehose",
                "StartDeliveryStreamEncryption",
                frozenset({"serverSideEncryption"}),
                frozenset({"name"}),
                names={
                    "name": "DeliveryStreamName",
                    "serverSideEncryption": "DeliveryStreamEncryptionConfigurationInput",
                },
                unsent=_KEY_TYPE,
            ),
        ),
        before_update=_current,
        reads=call("firehose", "DescribeDeliveryStream", name="DeliveryStreamName"),
        deletes=call("firehose", "DeleteDeliveryStream", name="DeliveryStreamName"),
    ),
}
