"""S3 notifications: messages to the converter's queue that announce raw objects."""

from __future__ import annotations

import json
import time
from datetime import UTC
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from botocore.exceptions import ClientError

from clickstream.delivery.sender import backoff_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

    from clickstream.cli.missing_objects import Counts, RawObject

BATCH_LIMIT_MESSAGES = 10  # SendMessageBatch
MAX_ATTEMPTS = 8  # per message, which takes about half a minute at most
TRANSIENT = {
    "InternalError",
    "InternalFailure",
    "KmsThrottled",
    "RequestThrottled",
    "ServiceUnavailable",
    "ThrottlingException",
}
"""Error codes of a request that are retried, after botocore's own retries."""
NO_RESULT = "NoResult"


def notification(bucket: str, raw: RawObject) -> str:
    """Return the S3 notification (JSON) of a raw object, with the fields that the converters read.

    It has no version id: the converters then read the current version of the object, which is the
    listed one.
    """
    described = {"key": quote_plus(raw.key, safe="/"), "size": raw.size, "eTag": raw.etag}
    record: dict[str, Any] = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": f"{raw.modified.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "clickstream convert-missing",
            "bucket": {"name": bucket},
            "object": described,
        },
    }
    return json.dumps({"Records": [record]})


def send_notifications(
    client: SQSClient,
    queue_url: str,
    bucket: str,
    objects: Iterable[RawObject],
    counts: Counts,
    *,
    report: Callable[[str], object],
    delay_seconds: int = 0,
    accepted: Callable[[list[RawObject]], object] = lambda _objects: None,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Send a notification of each raw object to the queue, in batches.

    Args:
        client: SQS client.
        queue_url: URL of the converter's queue.
        bucket: Name of the raw bucket.
        objects: Raw objects.
        counts: Counts, to which the accepted messages are added.
        report: Callback with a message for each raw object whose notification failed.
        delay_seconds: Seconds until a converter can receive the messages.
        accepted: Callback with the raw objects of each batch whose messages the queue accepted.
        pause: Function that waits a number of seconds before a retry.

    Raises:
        ClientError: If a whole request fails with an error that is not transient.
        BotoCoreError: If there is no response to a request.
    """
    remaining = iter(objects)
    while batch := list(islice(remaining, BATCH_LIMIT_MESSAGES)):
        messages = {str(number): notification(bucket, raw) for number, raw in enumerate(batch)}
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": number, "MessageBody": body, "DelaySeconds": delay_seconds}
            for number, body in messages.items()
        ]
        failed = _send(client, queue_url, entries, pause)
        counts.sent += len(batch) - len(failed)
        accepted([raw for number, raw in enumerate(batch) if str(number) not in failed])
        for number, code in failed.items():
            report(f"Not sent: s3://{bucket}/{batch[int(number)].key}: {code}")


def _send(
    client: SQSClient,
    queue_url: str,
    entries: list[SendMessageBatchRequestEntryTypeDef],
    pause: Callable[[float], object],
) -> dict[str, str]:
    """Send a batch, retry its failed messages, and return the error codes of those that failed.

    Messages and error codes are by message id.
    """
    failed: dict[str, str] = {}
    pending = {entry["Id"]: NO_RESULT for entry in entries}
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            pause(backoff_seconds(attempt))
        batch = [entry for entry in entries if entry["Id"] in pending]
        pending, permanent = _send_once(client, queue_url, batch)
        failed |= permanent
        if not pending:
            break
    return failed | pending


def _send_once(
    client: SQSClient, queue_url: str, entries: list[SendMessageBatchRequestEntryTypeDef]
) -> tuple[dict[str, str], dict[str, str]]:
    """Make one request, and return the error codes of its transient and its permanent failures."""
    ids = [entry["Id"] for entry in entries]
    try:
        response = client.send_message_batch(QueueUrl=queue_url, Entries=entries)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code not in TRANSIENT:
            raise
        return dict.fromkeys(ids, code), {}
    accepted = {entry["Id"] for entry in response.get("Successful", [])}
    failures = {failure["Id"]: failure for failure in response.get("Failed", [])}
    permanent = {
        number: failure["Code"] for number, failure in failures.items() if failure["SenderFault"]
    }
    transient = {
        number: failures[number]["Code"] if number in failures else NO_RESULT
        for number in ids
        if number not in accepted and number not in permanent
    }
    return transient, permanent
