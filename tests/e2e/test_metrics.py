"""Metrics and alarms of a running lake: sums of each service, a dead letter until its redrive."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.e2e.verbs import events_of, eventually

if TYPE_CHECKING:
    from tests.e2e.verbs import Lake

LINES = [
    json.dumps({"event_type": "page_view", "event_time": datetime.now(UTC).isoformat()}),
    json.dumps({"event_type": "purchase", "event_time": datetime.now(UTC).isoformat()}),
    "no JSON",
]


def converter_dimensions(lake: Lake) -> dict[str, str]:
    """Return the dimensions of the converter's metrics, once there are such metrics."""
    listed = eventually(
        lambda: lake.client("cloudwatch").list_metrics(
            Namespace="ClickstreamLake", MetricName="LinesIn"
        )["Metrics"],
        "the converter has metrics",
    )
    widest = max((metric["Dimensions"] for metric in listed), key=len)
    return {pair["Name"]: pair["Value"] for pair in widest}


def totals(lake: Lake) -> dict[str, float]:
    """Return the sums of the metrics that a record moves, by `namespace name`."""
    outputs = lake.stack.outputs
    stream = {"DeliveryStreamName": outputs["delivery_stream_name"]}
    function = {"FunctionName": outputs["converter_function"]}
    queue = {"QueueName": outputs["queue_url"].rsplit("/", 1)[-1]}
    converter = converter_dimensions(lake)
    wanted = [
        ("AWS/Firehose", "IncomingRecords", stream),
        ("AWS/Firehose", "IncomingBytes", stream),
        ("AWS/Firehose", "ThrottledRecords", stream),
        ("AWS/Firehose", "DeliveryToS3.Records", stream),
        ("AWS/Firehose", "DeliveryToS3.Bytes", stream),
        ("AWS/Firehose", "DeliveryToS3.Success", stream),
        ("AWS/SQS", "NumberOfMessagesSent", queue),
        ("AWS/Lambda", "Errors", function),
        ("ClickstreamLake", "LinesIn", converter),
        ("ClickstreamLake", "RowsWritten", converter),
        ("ClickstreamLake", "LinesQuarantined", converter),
    ]
    return {f"{space} {name}": lake.total(space, name, **of) for space, name, of in wanted}


def is_idle(lake: Lake) -> bool:
    """Return whether no object waits, and no run of the function is under way.

    A message whose run takes longer than its visibility timeout starts another run.
    """
    function = {"FunctionName": lake.stack.outputs["converter_function"]}
    started = lake.total("AWS/Lambda", "ConcurrentExecutions", statistic="SampleCount", **function)
    ended = lake.total("AWS/Lambda", "Invocations", **function)
    return lake.waiting("queue_url") == 0 and started == ended


def test_every_record_is_in_the_metrics_of_each_service_that_it_passes(lake: Lake) -> None:
    record = "\n".join(LINES).encode()
    lake.put_record(record)
    assert converter_dimensions(lake)["service"] == "converter"
    eventually(lambda: is_idle(lake), "the function is warm, and nothing is waiting")
    before = totals(lake)
    lake.put_record(record)
    lines = before["ClickstreamLake LinesIn"] + len(LINES)
    eventually(
        lambda: is_idle(lake) and totals(lake)["ClickstreamLake LinesIn"] == lines,
        "the record is converted",
    )
    after = totals(lake)
    assert {name: after[name] - before[name] for name in after} == {
        "AWS/Firehose IncomingRecords": 1,
        "AWS/Firehose IncomingBytes": len(record),
        "AWS/Firehose ThrottledRecords": 0,
        "AWS/Firehose DeliveryToS3.Records": 1,
        "AWS/Firehose DeliveryToS3.Bytes": len(record),
        "AWS/Firehose DeliveryToS3.Success": 1,
        "AWS/SQS NumberOfMessagesSent": 1,
        "AWS/Lambda Errors": 0,
        "ClickstreamLake LinesIn": 3,
        "ClickstreamLake RowsWritten": 2,
        "ClickstreamLake LinesQuarantined": 1,
    }


def test_invocations_and_durations_of_a_function_are_counted_once_each(lake: Lake) -> None:
    function = {"FunctionName": lake.stack.outputs["converter_function"]}

    def counts() -> list[float]:
        return [
            lake.total("AWS/Lambda", name, **function)
            for name in ("Invocations", "Duration", "ConcurrentExecutions")
        ]

    eventually(lambda: is_idle(lake), "no run of another test is under way")
    before = counts()
    lake.client("lambda").invoke(
        FunctionName=function["FunctionName"], Payload=json.dumps({"Records": []}).encode()
    )
    invocations, duration, running = (
        after - former for after, former in zip(counts(), before, strict=True)
    )
    assert (invocations, running) == (1, 1)
    assert duration > 0, "in milliseconds"


def test_a_query_is_in_the_metric_of_its_workgroup_with_the_bytes_that_it_scanned(
    lake: Lake,
) -> None:
    source = lake.put_object(events_of(json.loads(LINES[0])))
    eventually(lambda: lake.rows(source), "there is a row to scan")
    of = {
        "QueryState": "SUCCEEDED",
        "QueryType": "DML",
        "WorkGroup": lake.stack.outputs["workgroup"],
    }
    before = lake.total("AWS/Athena", "ProcessedBytes", **of)
    athena = lake.client("athena")
    query = athena.start_query_execution(
        QueryString=f"SELECT event_type FROM {lake.stack.outputs['table']}",  # noqa: S608 - ours
        QueryExecutionContext={"Database": lake.stack.outputs["database"]},
        WorkGroup=lake.stack.outputs["workgroup"],
    )["QueryExecutionId"]

    def execution() -> dict[str, Any]:
        return athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]

    eventually(lambda: execution()["Status"]["State"] == "SUCCEEDED", "the query succeeds")
    scanned = execution()["Statistics"]["DataScannedInBytes"]
    assert scanned > 0
    eventually(
        lambda: lake.total("AWS/Athena", "ProcessedBytes", **of) - before == scanned,
        "its bytes are counted",
    )


def test_a_dead_letter_raises_an_alarm_and_a_redrive_after_the_repair_ends_it(lake: Lake) -> None:
    outputs, cloudwatch, sqs = lake.stack.outputs, lake.client("cloudwatch"), lake.client("sqs")
    dead = outputs["dead_letter_queue_url"]
    of = {"QueueName": dead.rsplit("/", 1)[-1]}
    sent = lake.total("AWS/SQS", "NumberOfMessagesSent", **of)
    sqs.purge_queue(QueueUrl=dead)  # dead letters of other tests
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
    cloudwatch.put_metric_alarm(
        AlarmName="dead-letters-of-the-test",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": name, "Value": value} for name, value in of.items()],
        Statistic="Maximum",
        Period=10,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        TreatMissingData="notBreaching",
    )

    def state() -> str:
        (alarm,) = cloudwatch.describe_alarms(AlarmNames=["dead-letters-of-the-test"])[
            "MetricAlarms"
        ]
        return alarm["StateValue"]

    eventually(lambda: state() == "OK", "there is no dead letter")
    key = f"raw/poison-{uuid.uuid4()}.json.gz"
    source = lake.put_object(gzip.compress(b" " * (2 << 20)), key)  # this stack takes 1 MB
    eventually(lambda: state() == "ALARM", "the object is given up on")
    assert lake.total("AWS/SQS", "NumberOfMessagesSent", **of) == sent, (
        "a redrive policy sends nothing"
    )
    age = lake.total("AWS/SQS", "ApproximateAgeOfOldestMessage", **of)
    time.sleep(1)
    assert lake.total("AWS/SQS", "ApproximateAgeOfOldestMessage", **of) > age, "it ages"

    # The repair: an object of the same key that the converter takes. Its own message converts it.
    lake.put_object(events_of(json.loads(LINES[0])), key)
    eventually(lambda: lake.rows(source), "the resolved object is converted")
    sqs.start_message_move_task(SourceArn=arn["QueueArn"])
    (task,) = eventually(
        lambda: [
            task
            for task in sqs.list_message_move_tasks(SourceArn=arn["QueueArn"])["Results"]
            if task["Status"] == "COMPLETED"
        ],
        "the task ends",
    )
    assert task["ApproximateNumberOfMessagesMoved"] == 1
    eventually(lambda: lake.waiting("queue_url") == 0, "the moved message is handled")
    eventually(lambda: state() == "OK", "the alarm ends")
    assert lake.waiting("dead_letter_queue_url") == 0
    assert len(lake.rows(source)) == 1, "its second conversion changes nothing"
    cloudwatch.delete_alarms(AlarmNames=["dead-letters-of-the-test"])


def test_what_s3_refuses_is_delivered_once_it_can_be_and_counts_as_late_until_then(
    lake: Lake,
) -> None:
    firehose, stream = lake.client("firehose"), f"broken-{uuid.uuid4()}"
    bucket = f"missing-{uuid.uuid4()}"
    firehose.create_delivery_stream(
        DeliveryStreamName=stream,
        ExtendedS3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::000000000000:role/firehose",
            "BucketARN": f"arn:aws:s3:::{bucket}",
        },
    )
    of = {"DeliveryStreamName": stream}
    firehose.put_record(DeliveryStreamName=stream, Record={"Data": b"{}"})
    assert lake.total("AWS/Firehose", "IncomingRecords", **of) == 1
    assert lake.total("AWS/Firehose", "DeliveryToS3.Success", **of) == 0
    eventually(
        lambda: lake.total("AWS/Firehose", "DeliveryToS3.DataFreshness", **of) > 5,
        "the record is late",
        pause_seconds=1,
    )
    assert lake.total("AWS/Firehose", "DeliveryToS3.Records", **of) == 0
    s3 = lake.client("s3")
    found = s3.get_bucket_location(Bucket=lake.stack.outputs["raw_bucket"])["LocationConstraint"]
    location = {"CreateBucketConfiguration": {"LocationConstraint": found}} if found else {}
    s3.create_bucket(Bucket=bucket, **location)
    eventually(
        lambda: lake.total("AWS/Firehose", "DeliveryToS3.Records", **of) == 1,
        "the record is delivered",
        pause_seconds=1,
    )
    (stored,) = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert stored["Size"] == 2
    firehose.delete_delivery_stream(DeliveryStreamName=stream)
