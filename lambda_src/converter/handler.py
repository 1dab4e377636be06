"""Lambda handler: SQS messages with S3 notifications in, partial-batch response out."""

from __future__ import annotations

import gc

# during the imports, which leave almost no garbage; collecting takes a tenth of their time
gc.disable()

import os
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,  # pyright: ignore[reportUnknownVariableType] - its callable is untyped
)
from aws_lambda_powertools.utilities.data_classes import S3Event
from polars.exceptions import PanicException

from converter.objects import Lake, RawObject, Report, convert_object
from converter.settings import read_lake, read_rules

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from converter.convert import ConversionRules

gc.freeze()  # imported objects live as long as the process, so later collections skip them
gc.enable()
logger = Logger()
metrics = Metrics()
# A batch in which every message failed is reported like any other, message by message.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


class MessageFailedError(Exception):
    """An object of the message was not converted.

    It replaces the original error, since a `PanicException` of Polars is not an `Exception` and
    would fail the whole batch.
    """


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Convert the objects of a batch of messages; return the messages that failed."""
    # All stacks of an account share the namespace; the bucket's name is unique.
    metrics.add_dimension("lake_bucket", os.environ["LAKE_BUCKET"])
    response = process_partial_response(
        event=event, record_handler=_handle_message, processor=processor, context=context
    )
    metrics.add_metric("MessagesFailed", MetricUnit.Count, len(response["batchItemFailures"]))
    return dict(response)


@cache
def _deployment() -> tuple[Lake, ConversionRules]:
    return read_lake(os.environ), read_rules(os.environ)


def _handle_message(record: SQSRecord) -> None:  # the batch processor requires this name
    try:
        for raw in _notified_objects(record.json_body):
            _handle_object(raw)
    except (Exception, PanicException) as error:
        logger.exception(
            "message not handled; it will come again, or go to the dead-letter queue",
            body=record.body,
        )
        msg = f"{type(error).__name__}: {error}"
        raise MessageFailedError(msg) from error


def _notified_objects(body: dict[str, Any]) -> list[RawObject]:
    """Return the objects of an S3 notification; none of the test event."""
    # S3 sends a test event when the notification is configured.
    if body.get("Event") == "s3:TestEvent":
        logger.info("S3 test event ignored")
        return []
    # S3 sends keys URL-encoded, with + for a space.
    return [
        RawObject(
            record.s3.bucket.name,
            unquote_plus(record.s3.get_object.key),
            record["s3"]["object"].get("versionId"),
        )
        for record in S3Event(body).records
    ]


def _handle_object(raw: RawObject) -> None:
    report = convert_object(raw, *_deployment())
    if report is None:
        metrics.add_metric("ObjectsGone", MetricUnit.Count, 1)
        logger.warning("object is gone; nothing to convert", source_object=raw.address)
    else:
        _put_metrics(report)
        _log(report)


def _put_metrics(report: Report) -> None:
    metrics.add_metric("LinesIn", MetricUnit.Count, report.lines)
    metrics.add_metric("RowsWritten", MetricUnit.Count, report.rows)
    metrics.add_metric("LinesQuarantined", MetricUnit.Count, sum(report.quarantined.values()))
    metrics.add_metric("RowsWithUnknownFields", MetricUnit.Count, report.rows_with_unknown_fields)
    for reason, lines in report.quarantined.items():
        metrics.add_metric(f"LinesQuarantined.{reason}", MetricUnit.Count, lines)


def _log(report: Report) -> None:
    logger.info(
        "object converted",
        source_object=report.source,
        lines=report.lines,
        rows=report.rows,
        quarantined=report.quarantined,
        unknown_fields=report.unknown_fields,
        files=report.files,
    )
