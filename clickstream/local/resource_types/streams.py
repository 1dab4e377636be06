"""Resource type of Firehose delivery streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clickstream.local.resource_types.base import Call, Existing, ResourceError, ResourceType, call

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import Emulator

_MEMBERS = {
    "bufferingSize": "BufferingHints.SizeInMBs",
    "bufferingInterval": "BufferingHints.IntervalInSeconds",
    "kmsKeyArn": "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN",
}
_BACKUP = "extendedS3Configuration.s3BackupConfiguration"
_DESTINATION_NAMES = {
    **{f"extendedS3Configuration.{key}": member for key, member in _MEMBERS.items()},
    **{f"{_BACKUP}.{key}": member for key, member in _MEMBERS.items()},
    "extendedS3Configuration.dynamicPartitioningConfiguration.retryDuration": "RetryOptions.DurationInSeconds",
}
_KEY_TYPE = {"serverSideEncryption.enabled": "the key type in the request enables encryption"}


def _with_destination(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    destination = inputs.pop("destination")
    if destination != "extended_s3":
        msg = f"the local stack delivers to extended_s3, not {destination!r}"
        raise ResourceError(msg)
    encryption = cast("dict[str, Any]", inputs.get("serverSideEncryption", {}))
    if not encryption.get("enabled"):
        inputs.pop("serverSideEncryption", None)
    target = cast("dict[str, Any]", inputs["extendedS3Configuration"])
    if "s3BackupConfiguration" in target:
        target = {
            **target,
            "s3BackupConfiguration": _without_empty_key(target["s3BackupConfiguration"]),
        }
    return {**inputs, "extendedS3Configuration": _without_empty_key(target)}


def _without_empty_key(target: dict[str, Any]) -> dict[str, Any]:
    """Return a destination without an empty key: the AWS provider does not send one either."""
    return {key: value for key, value in target.items() if key != "kmsKeyArn" or value}


def _current_version(existing: Existing) -> dict[str, Any]:
    """Return the stream's version and destination, which an update has to name."""
    firehose = existing.emulator.client("firehose")
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
                    **_DESTINATION_NAMES,
                },
                unsent=_KEY_TYPE,
            ),
        ),
        resource_id=lambda created: created.response["DeliveryStreamARN"],
        outputs=lambda created: {"arn": created.response["DeliveryStreamARN"]},
        name="name",
        prepare=_with_destination,
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
                    **_DESTINATION_NAMES,
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
        before_update=_current_version,
        reads=call("firehose", "DescribeDeliveryStream", name="DeliveryStreamName"),
        deletes=call("firehose", "DeleteDeliveryStream", name="DeliveryStreamName"),
    ),
}
