"""Metrics of Firehose: `AWS/Firehose` of each stream, and deliveries that are tried again.

Served: IncomingRecords, IncomingBytes, ThrottledRecords (the emulator throttles nothing: always 0),
DeliveryToS3.Records, .Bytes, .Success and .DataFreshness, SucceedConversion.Records and
FailedConversion.Records. A record that S3 refuses, such as one for a bucket that does not exist, is
delivered again every few seconds until S3 takes it; AWS gives up after 24 hours. As on AWS,
freshness is the age of the oldest record that is not delivered.
Source: https://docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.firehose import processor_parameter, split_record
from clickstream.local.emulator.metric_store import record
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Response = tuple[int, Mapping[str, str], bytes]

NAMESPACE = "AWS/Firehose"
OK = 200
FIRST_REFUSAL = 300  # HTTP status


class DeliveryRefusedError(RuntimeError):
    """Object that S3 does not take. The message is S3's answer."""


@dataclass
class Delivery:
    """Records that are delivered to S3 together."""

    stream: dict[str, Any]
    arguments: tuple[Any, ...]
    records: int
    """Number of records, after the stream has split them."""
    arrived: float = field(default_factory=time.time)
    """Time in seconds since the epoch."""
    puts: list[tuple[bool, int]] = field(default_factory=list[tuple[bool, int]])
    """Whether S3 took the object, and its size in bytes, for each put of the current attempt."""

    def record(self, name: str, value: float, unit: str = "Count") -> None:
        """Add a value to a metric of the stream."""
        record(NAMESPACE, name, value, unit, {"DeliveryStreamName": self.stream["name"]})


_current: ContextVar[Delivery | None] = ContextVar("delivery", default=None)


class Deliveries:
    """Deliveries to S3, measured; those that S3 refused wait for another attempt."""

    def __init__(self) -> None:
        """Find the members of MiniStack that it uses."""
        self._firehose = members("firehose", "_deliver_to_s3", "_put_s3_object", "_convert_to_parquet", "_HANDLERS", "_streams", "_lock", "_DeliveryError")  # fmt: skip
        self._waiting: list[Delivery] = []

    def patch(self) -> None:
        """Replace the functions of MiniStack that take, convert and deliver records."""
        replace("firehose", "_deliver_to_s3", self._deliver)
        replace("firehose", "_put_s3_object", self._put)
        replace("firehose", "_convert_to_parquet", self._convert)
        handlers = self._firehose["_HANDLERS"]
        for operation in ("PutRecord", "PutRecordBatch"):
            handlers[operation] = _counting_incoming(handlers[operation])

    def retry(self) -> None:
        """Deliver again what S3 refused, except records of a deleted stream."""
        with self._firehose["_lock"]:
            waiting, self._waiting = self._waiting, []
            for delivery in waiting:
                if delivery.stream["name"] in self._firehose["_streams"]:
                    self._attempt(delivery)

    def _deliver(
        self, stream: dict[str, Any], destination: dict[str, Any], data: bytes, *keys: object
    ) -> None:
        splits = processor_parameter(destination["config"], "RecordDeAggregation", "SubRecordType")
        records = len(split_record(data)) if splits else 1
        self._attempt(Delivery(stream, (destination, data, *keys), max(records, 1)))

    def _attempt(self, delivery: Delivery) -> None:
        delivery.puts.clear()
        token = _current.set(delivery)
        try:
            self._firehose["_deliver_to_s3"](delivery.stream, *delivery.arguments)
        finally:
            _current.reset(token)
        for taken, _ in delivery.puts:
            delivery.record("DeliveryToS3.Success", int(taken))
        delivery.record("DeliveryToS3.DataFreshness", time.time() - delivery.arrived, "Seconds")
        if delivery.puts and all(taken for taken, _ in delivery.puts):
            delivery.record("DeliveryToS3.Records", delivery.records)
            delivery.record("DeliveryToS3.Bytes", sum(size for _, size in delivery.puts), "Bytes")
        else:
            self._waiting.append(delivery)

    def _put(self, bucket: str, key: str, body: bytes) -> None:
        """Put an object. MiniStack ignores S3's answer.

        Raises:
            DeliveryRefusedError: If S3 refuses the object.
        """
        delivery = _current.get()
        if delivery is None or _in_event_loop():  # a stream of Kinesis
            self._firehose["_put_s3_object"](bucket, key, body)
            return
        headers = {
            "content-type": "application/octet-stream",
            "content-length": str(len(body)),
            "host": "s3.localhost",
        }
        put = members("s3", "handle_request")["handle_request"]
        status, _, answer = asyncio.run(
            put("PUT", f"/{bucket}/{key}", headers, body, {}, internal=True)
        )
        delivery.puts.append((status < FIRST_REFUSAL, len(body)))
        if status >= FIRST_REFUSAL:
            raise DeliveryRefusedError(answer.decode(errors="replace"))

    def _convert(self, conversion: dict[str, Any], data: bytes) -> bytes:
        delivery = _current.get()
        try:
            converted = self._firehose["_convert_to_parquet"](conversion, data)
        except self._firehose["_DeliveryError"]:
            if delivery is not None:
                delivery.record("FailedConversion.Records", delivery.records)
            raise
        if delivery is not None:
            delivery.record("SucceedConversion.Records", delivery.records)
        return converted


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _counting_incoming(
    answer: Callable[[dict[str, Any]], Response],
) -> Callable[[dict[str, Any]], Response]:
    """Return a function that answers PutRecord or PutRecordBatch, and counts accepted records."""

    def counted(data: dict[str, Any]) -> Response:
        response = answer(data)
        if response[0] == OK:
            sizes = accepted_sizes(data, json.loads(response[2]))
            of = {"DeliveryStreamName": data["DeliveryStreamName"]}
            record(NAMESPACE, "IncomingRecords", len(sizes), "Count", of)
            record(NAMESPACE, "IncomingBytes", sum(sizes), "Bytes", of)
            record(NAMESPACE, "ThrottledRecords", 0, "Count", of)
        return response

    return counted


def accepted_sizes(request: Mapping[str, Any], answer: Mapping[str, Any]) -> Sequence[int]:
    """Return the sizes in bytes of the records that a stream took.

    Args:
        request: Request of PutRecord or PutRecordBatch.
        answer: Answer to it.
    """
    records = request.get("Records") or [request["Record"]]
    results = answer.get("RequestResponses") or [answer]
    return [
        len(base64.b64decode(put["Data"]))
        for put, result in zip(records, results, strict=True)
        if "ErrorCode" not in result
    ]
