"""Checks of the delivery stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import REDEPLOY, Check, Outcome, failed, ok

if TYPE_CHECKING:
    from mypy_boto3_firehose.type_defs import (
        DeliveryStreamDescriptionTypeDef,
        ExtendedS3DestinationDescriptionTypeDef,
    )

    from clickstream.cli.target import Target

STREAM = "delivery stream"
CONVERSION = "format conversion"


def checks(target: Target) -> list[Check]:
    """Return the checks of the delivery stream, for the engine of the stack."""
    found = [Check(STREAM, _stream, (OUTPUTS,))]
    if target.outputs.get("engine") == "firehose":
        found.append(Check(CONVERSION, _conversion, (STREAM,)))
    return found


def describe(target: Target) -> DeliveryStreamDescriptionTypeDef:
    """Return the description of the delivery stream."""
    name = target.output("delivery_stream_name")
    response = target.client("firehose").describe_delivery_stream(DeliveryStreamName=name)
    return response["DeliveryStreamDescription"]


def destination(
    description: DeliveryStreamDescriptionTypeDef,
) -> ExtendedS3DestinationDescriptionTypeDef:
    """Return the bucket destination of a stream; an empty one if it has none."""
    destinations = description.get("Destinations", [])
    found = destinations[0].get("ExtendedS3DestinationDescription") if destinations else None
    return found or {"RoleARN": "", "BucketARN": ""}  # type: ignore[typeddict-item,return-value] - an absent destination has no other fields


def _stream(target: Target) -> Outcome:
    description = describe(target)
    name, status = description["DeliveryStreamName"], description["DeliveryStreamStatus"]
    if status != "ACTIVE":
        reason = description.get("FailureDescription", {}).get("Details", "")
        return failed(
            f"{name} is {status}{f': {reason}' if reason else ''}",
            "Wait while it is CREATING; otherwise fix the reason and deploy: `pulumi up --refresh`.",
        )
    is_converter = target.output("engine") == "firehose"
    bucket = target.output("lake_bucket" if is_converter else "raw_bucket")
    actual = destination(description)["BucketARN"].rpartition(":")[2]
    if actual != bucket:
        return failed(f"{name} delivers to the bucket {actual!r}, not to {bucket!r}", REDEPLOY)
    hints = destination(description).get("BufferingHints", {})
    return ok(
        f"{name} is ACTIVE and delivers to {bucket} after {hints.get('IntervalInSeconds', 0)} s or "
        f"{hints.get('SizeInMBs', 0)} MB"
    )


def _conversion(target: Target) -> Outcome:
    conversion = destination(describe(target)).get("DataFormatConversionConfiguration", {})
    if not conversion or not conversion.get("Enabled", True):
        return failed("the stream does not convert to Parquet", REDEPLOY)
    schema = conversion.get("SchemaConfiguration", {})
    actual = f"{schema.get('DatabaseName')}.{schema.get('TableName')}"
    expected = f"{target.output('database')}.{target.output('table')}"
    if actual != expected:
        return failed(f"the stream has the schema of {actual}, not of {expected}", REDEPLOY)
    return ok(f"the stream converts with the schema of {actual}")
