"""CloudWatch metrics that the alarms, the dashboard and `clickstream status` read."""

from __future__ import annotations

from dataclasses import dataclass

NAMESPACE = "ClickstreamLake"
"""Namespace of the metrics that this project's functions and jobs put."""

CONVERTER_SERVICE = "converter"
"""Value of the dimension `service` of the converters' metrics."""
CANARY_SERVICE = "canary"
"""Value of the dimension `service` of the canary's metrics."""

FIREHOSE = "https://docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html"
LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"
SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"
EVENTBRIDGE = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html"
ATHENA = "https://docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html"
GLUE = "https://docs.aws.amazon.com/glue/latest/dg/monitoring-awsglue-with-cloudwatch-metrics.html"
CONVERTER = "lambda_src/converter/handler.py"
CANARY = "lambda_src/canary/handler.py"


@dataclass(frozen=True)
class Metric:
    """A CloudWatch metric: its name, the names of its dimensions, and how it is read."""

    namespace: str
    name: str
    dimensions: tuple[str, ...]
    """Names of all dimensions. CloudWatch finds a metric by all of them, and by no part."""
    statistic: str
    unit: str
    source: str
    """URL of the documentation of the service, or path of the module that emits the metric."""


def _firehose(name: str, statistic: str, unit: str = "Count") -> Metric:
    return Metric("AWS/Firehose", name, ("DeliveryStreamName",), statistic, unit, FIREHOSE)


def _lambda(name: str, statistic: str, unit: str = "Count") -> Metric:
    return Metric("AWS/Lambda", name, ("FunctionName",), statistic, unit, LAMBDA)


def _sqs(name: str, statistic: str, unit: str = "Count") -> Metric:
    return Metric("AWS/SQS", name, ("QueueName",), statistic, unit, SQS)


def _converter(name: str) -> Metric:
    return Metric(NAMESPACE, name, ("service", "lake_bucket"), "Sum", "Count", CONVERTER)


INCOMING_RECORDS = _firehose("IncomingRecords", "Sum")
INCOMING_BYTES = _firehose("IncomingBytes", "Sum", "Bytes")
THROTTLED_RECORDS = _firehose("ThrottledRecords", "Sum")
DELIVERY_FRESHNESS = _firehose("DeliveryToS3.DataFreshness", "Maximum", "Seconds")
DELIVERY_SUCCESS = _firehose("DeliveryToS3.Success", "Average")
"""Successful puts to S3, as a share of all puts."""
DELIVERED_RECORDS = _firehose("DeliveryToS3.Records", "Sum")
CONVERTED_RECORDS = _firehose("SucceedConversion.Records", "Sum")
"""Records that Firehose converted to Parquet; with engine firehose alone."""
UNCONVERTED_RECORDS = _firehose("FailedConversion.Records", "Sum")
"""Records that Firehose could not convert to Parquet; with engine firehose alone."""

FUNCTION_ERRORS = _lambda("Errors", "Sum")
"""Invocations that raised an error or timed out. Messages of a partial batch response that failed
are not among them: `MESSAGES_FAILED` counts those."""
FUNCTION_THROTTLES = _lambda("Throttles", "Sum")
FUNCTION_DURATION = _lambda("Duration", "Maximum", "Milliseconds")
CONCURRENCY = _lambda("ConcurrentExecutions", "Maximum")

QUEUE_AGE = _sqs("ApproximateAgeOfOldestMessage", "Maximum", "Seconds")
QUEUE_DEPTH = _sqs("ApproximateNumberOfMessagesVisible", "Maximum")
QUEUE_IN_FLIGHT = _sqs("ApproximateNumberOfMessagesNotVisible", "Maximum")
MESSAGES_SENT = _sqs("NumberOfMessagesSent", "Sum")
"""Notifications of raw objects; a redriven message counts again."""

LINES_IN = _converter("LinesIn")
ROWS_WRITTEN = _converter("RowsWritten")
LINES_QUARANTINED = _converter("LinesQuarantined")
MESSAGES_FAILED = _converter("MessagesFailed")
"""Messages of raw objects that were not converted; with engine lambda alone."""
OBJECTS_FAILED = Metric(
    NAMESPACE,
    "ObjectsFailed",
    ("service", "lake_bucket"),
    "Sum",
    "Count",
    "spark_src/clickstream_spark/telemetry.py",
)
"""Raw objects that were not converted; with engine spark alone."""

FAILED_RUNS = Metric("AWS/Events", "TriggeredRules", ("RuleName",), "Sum", "Count", EVENTBRIDGE)
"""Events that matched a rule; the rule of `Monitoring` matches the failed runs of Glue jobs."""
JOB_TIME = Metric(
    "Glue",
    "glue.driver.aggregate.elapsedTime",
    ("JobName", "JobRunId", "Type"),
    "Sum",
    "Milliseconds",
    GLUE,
)
BYTES_SCANNED = Metric(
    "AWS/Athena",
    "ProcessedBytes",
    ("QueryState", "QueryType", "WorkGroup"),
    "Sum",
    "Bytes",
    ATHENA,
)

CANARY_LAG = Metric(
    NAMESPACE, "CanaryLagSeconds", ("service", "function_name"), "Maximum", "Seconds", CANARY
)
"""Age of the newest canary event that is a row."""

METRICS = tuple(value for value in list(globals().values()) if isinstance(value, Metric))
"""All metrics of this module."""


def lines_quarantined(reason: str) -> Metric:
    """Return the metric of the lines that were quarantined for one reason."""
    return _converter(f"{LINES_QUARANTINED.name}.{reason}")
