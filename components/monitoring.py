"""Monitoring: alarms, the topic that they notify, and a dashboard."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, sns

from clickstream.monitoring.alarms import LATE_OR_LOST, AlarmKind, description
from components.ingestion import BUFFERING_SECONDS
from components.shared import dashboard, policies
from components.shared.alarm_rules import (
    MINUTE_SECONDS,
    AlarmRule,
    Parts,
    Reading,
    Thresholds,
    alarm_rules,
)
from components.shared.customer_key import check_keys
from components.shared.whole_number import WholeNumber, check_numbers

# Firehose's age of the oldest record exceeds the buffer while S3 is slow; a quarter of an hour is
# more than its usual retries.
DELIVERY_LATE_MINUTES = WholeNumber("delivery_late_minutes", 15, range(1, 1441))
# A failed message is visible again after 12 minutes by default, so two retries fit in. The maximum
# is the retention of the queue.
QUEUE_AGE_MINUTES = WholeNumber("queue_age_minutes", 30, range(1, 10081))
QUEUE_WAIT_SECONDS = WholeNumber("queue_wait_seconds", 0, range(86401))
QUARANTINED_PERCENT = WholeNumber("quarantined_percent", 5, range(1, 100))
# CloudWatch evaluates an alarm with periods of a minute over a day at most.
SILENCE_MINUTES = WholeNumber("silence_minutes", 0, range(1441))
CANARY_LAG_MINUTES = WholeNumber("canary_lag_minutes", 15, range(1, 1441))
NUMBERS = (
    BUFFERING_SECONDS,
    DELIVERY_LATE_MINUTES,
    QUEUE_AGE_MINUTES,
    QUEUE_WAIT_SECONDS,
    QUARANTINED_PERCENT,
    SILENCE_MINUTES,
    CANARY_LAG_MINUTES,
)
# Glue also sends an event for a run that a user stopped (STOPPED). That is no failure:
# https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
FAILED_STATES = ["FAILED", "TIMEOUT", "ERROR"]


CANARY_IS_NO_SILENCE = "the stream receives the canary's events"
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ADDRESS_EXAMPLE = "lake@example.com"


class MonitoringArgs(TypedDict):
    """Arguments of `Monitoring`. An alarm exists for the parts that are given."""

    delivery_stream_name: NotRequired[pulumi.Input[str]]
    """Name of the delivery stream."""
    buffering_seconds: NotRequired[int]
    """Seconds after which the stream delivers. A record is late after them and
    `delivery_late_minutes`."""
    firehose_converts: NotRequired[bool]
    """Whether the stream converts records to Parquet. Default false."""
    queue_url: NotRequired[pulumi.Input[str] | None]
    """URL of the queue of raw objects."""
    queue_wait_seconds: NotRequired[int]
    """Seconds that raw objects wait in the queue as planned, such as until the next run of a job.

    An object is late after them and `queue_age_minutes`.
    """
    dead_letter_queue_url: NotRequired[pulumi.Input[str] | None]
    """URL of the converter's dead-letter queue."""
    function_name: NotRequired[pulumi.Input[str] | None]
    """Name of the converter's function."""
    function_timeout_seconds: NotRequired[int]
    """Timeout of the converter's function. Default: no alarm for durations near the timeout."""
    function_memory_mb: NotRequired[int]
    """Memory of the converter's function, for GB-seconds. Default: not in the dashboard."""
    lake_bucket: NotRequired[pulumi.Input[str] | None]
    """Name of the bucket of the tables: the dimension of the converters' own metrics."""
    job_names: NotRequired[list[pulumi.Input[str]]]
    """Names of Glue jobs. Default: none."""
    api_function_name: NotRequired[pulumi.Input[str] | None]
    """Name of the API source's function."""
    api_dead_letter_queue_url: NotRequired[pulumi.Input[str] | None]
    """URL of the API source's dead-letter queue."""
    canary_function_name: NotRequired[pulumi.Input[str] | None]
    """Name of the canary's function."""
    workgroup: NotRequired[pulumi.Input[str] | None]
    """Name of the Athena workgroup, for the bytes scanned in the dashboard."""
    alarm_emails: NotRequired[list[str]]
    """E-mail addresses that the topic notifies, once each has confirmed. Default: none."""
    delivery_late_minutes: NotRequired[int]
    """Minutes beyond the stream's buffer after which undelivered records are late."""
    queue_age_minutes: NotRequired[int]
    """Minutes beyond the planned wait after which raw objects in the queue are late."""
    quarantined_percent: NotRequired[int]
    """Share of quarantined lines that is allowed, in percent."""
    silence_minutes: NotRequired[int]
    """Minutes without a record after which the silence alarm is on; 0 for no such alarm."""
    canary_lag_minutes: NotRequired[int]
    """Minutes beyond buffer and planned wait that a canary event may take to its query."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of a customer key for the topic, whose policy must allow CloudWatch to use it.

    Default: SNS's own disk encryption.
    """


class Monitoring(pulumi.ComponentResource):
    """Alarms on the parts of a stack, a composite alarm, their topic, and a dashboard.

    Each alarm notifies the topic when it enters the state ALARM. The composite alarm
    `events-late-or-lost` also notifies it when it returns to OK.
    """

    topic_arn: pulumi.Output[str]
    """ARN of the topic that all alarms notify."""
    alarms: pulumi.Output[dict[str, str]]
    """Names of the alarms by kind, such as `delivery-late`."""
    dashboard: pulumi.Output[str]
    """Name of the dashboard."""

    def __init__(
        self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create topic, subscriptions, alarms and dashboard.

        Raises:
            ValueError: If an argument is not allowed, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:monitoring:Monitoring", name, None, opts)
        _check(args)
        topic = self._topic(name, args)
        rules = alarm_rules(self._parts(name, args), _thresholds(args))
        alarms = {rule.kind: self._alarm(name, rule, topic) for rule in rules}
        late_or_lost = [alarm for kind, alarm in alarms.items() if kind in LATE_OR_LOST]
        composite = self._composite(name, late_or_lost, topic) if late_or_lost else None
        board = self._dashboard(
            name, args, topic, [*([composite] if composite else []), *alarms.values()]
        )

        names = {kind.value: alarm.name for kind, alarm in alarms.items()}
        if composite:
            names[AlarmKind.EVENTS_LATE_OR_LOST.value] = composite.alarm_name
        self.topic_arn = topic.arn
        self.alarms = pulumi.Output.all(**names)
        self.dashboard = board.dashboard_name
        self.register_outputs(
            {"topic_arn": self.topic_arn, "alarms": self.alarms, "dashboard": self.dashboard}
        )

    def _topic(self, name: str, args: MonitoringArgs) -> sns.Topic:
        child = pulumi.ResourceOptions(parent=self)
        topic = sns.Topic(
            name, kms_master_key_id=policies.optional(args.get("kms_key_arn")), opts=child
        )
        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=pulumi.Output.all(topic.arn, account).apply(
                lambda known: policies.alarms_notify_topic(*known)
            ),
            opts=child,
        )
        for address in args.get("alarm_emails", []):
            # By address, since a subscription that is created again must be confirmed again.
            sns.TopicSubscription(
                f"{name}-{address}", topic=topic.arn, protocol="email", endpoint=address, opts=child
            )
        return topic

    def _parts(self, name: str, args: MonitoringArgs) -> Parts:
        jobs = args.get("job_names", [])
        return Parts(
            delivery_stream=args.get("delivery_stream_name"),
            firehose_converts=args.get("firehose_converts", False),
            queue=_queue_name(args.get("queue_url")),
            dead_letter_queue=_queue_name(args.get("dead_letter_queue_url")),
            function=args.get("function_name"),
            function_timeout_seconds=args.get("function_timeout_seconds", 0),
            lake_bucket=args.get("lake_bucket"),
            failed_runs_rule=self._failed_runs(name, jobs) if jobs else None,
            api_function=args.get("api_function_name"),
            api_dead_letter_queue=_queue_name(args.get("api_dead_letter_queue_url")),
            canary_function=args.get("canary_function_name"),
        )

    def _failed_runs(self, name: str, jobs: list[pulumi.Input[str]]) -> pulumi.Output[str]:
        """Create the rule that EventBridge counts the failed runs by; it needs no target."""
        return cloudwatch.EventRule(
            f"{name}-failed-runs",
            description="Failed runs of the Glue jobs.",
            event_pattern=pulumi.Output.json_dumps(
                {
                    "source": ["aws.glue"],
                    "detail-type": ["Glue Job State Change"],
                    "detail": {"jobName": jobs, "state": FAILED_STATES},
                }
            ),
            opts=pulumi.ResourceOptions(parent=self),
        ).name

    def _alarm(self, name: str, rule: AlarmRule, topic: sns.Topic) -> cloudwatch.MetricAlarm:
        return cloudwatch.MetricAlarm(
            f"{name}-{rule.kind}",
            alarm_description=description(rule.kind),
            comparison_operator="LessThanThreshold" if rule.below else "GreaterThanThreshold",
            threshold=rule.threshold,
            evaluation_periods=rule.periods,
            treat_missing_data=rule.missing,
            alarm_actions=[topic.arn],
            **_measured(rule),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _composite(
        self, name: str, alarms: list[cloudwatch.MetricAlarm], topic: sns.Topic
    ) -> cloudwatch.CompositeAlarm:
        rule = pulumi.Output.all(*(alarm.name for alarm in alarms)).apply(
            lambda names: " OR ".join(f'ALARM("{alarm}")' for alarm in names)
        )
        kind = AlarmKind.EVENTS_LATE_OR_LOST
        return cloudwatch.CompositeAlarm(
            f"{name}-{kind}",
            # Pulumi generates no name for this type; the topic's is unique in account and region.
            alarm_name=pulumi.Output.concat(topic.name, "-", kind.value),
            alarm_description=description(kind),
            alarm_rule=rule,
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _dashboard(
        self,
        name: str,
        args: MonitoringArgs,
        topic: sns.Topic,
        alarms: list[cloudwatch.MetricAlarm | cloudwatch.CompositeAlarm],
    ) -> cloudwatch.Dashboard:
        region = aws.get_region_output(opts=pulumi.InvokeOutputOptions(parent=self)).region
        shown = {
            "region": region,
            "delivery_stream": args.get("delivery_stream_name"),
            "queue": _queue_name(args.get("queue_url")),
            "dead_letter_queue": _queue_name(args.get("dead_letter_queue_url")),
            "function": args.get("function_name"),
            "lake_bucket": args.get("lake_bucket"),
            "jobs": args.get("job_names", []),
            "api_dead_letter_queue": _queue_name(args.get("api_dead_letter_queue_url")),
            "canary_function": args.get("canary_function_name"),
            "workgroup": args.get("workgroup"),
        }
        known = pulumi.Output.all(shown=shown, arns=[alarm.arn for alarm in alarms])
        fixed = {
            "firehose_converts": args.get("firehose_converts", False),
            "function_memory_mb": args.get("function_memory_mb", 0),
        }
        return cloudwatch.Dashboard(
            name,
            dashboard_name=topic.name,
            dashboard_body=known.apply(lambda known: _body(known["shown"], fixed, known["arns"])),
            opts=pulumi.ResourceOptions(parent=self),
        )


class _Measured(TypedDict, total=False):
    """Part of an alarm's inputs that depends on its number of metrics."""

    namespace: str
    metric_name: str
    dimensions: dict[str, pulumi.Input[str]]
    statistic: str
    period: int
    metric_queries: list[cloudwatch.MetricAlarmMetricQueryArgsDict]


def _measured(rule: AlarmRule) -> _Measured:
    if rule.expression:
        result: cloudwatch.MetricAlarmMetricQueryArgsDict = {
            "id": "value",
            "expression": rule.expression,
            "label": rule.kind.value,
            "return_data": True,
        }
        readings = rule.readings.items()
        return {
            "metric_queries": [result, *(_query(key, reading, rule) for key, reading in readings)]
        }
    (reading,) = rule.readings.values()
    return {
        "namespace": reading.metric.namespace,
        "metric_name": reading.metric.name,
        "dimensions": dict(reading.dimensions),
        "statistic": reading.metric.statistic,
        "period": rule.period_seconds,
    }


def _query(
    key: str, reading: Reading, rule: AlarmRule
) -> cloudwatch.MetricAlarmMetricQueryArgsDict:
    return {
        "id": key,
        "metric": {
            "namespace": reading.metric.namespace,
            "metric_name": reading.metric.name,
            "dimensions": dict(reading.dimensions),
            "stat": reading.metric.statistic,
            "period": rule.period_seconds,
        },
        "return_data": False,  # CloudWatch's default is true, and one query alone may return data
    }


def _check(args: MonitoringArgs) -> None:
    check_keys(args)
    check_numbers(args, NUMBERS)
    addresses = args.get("alarm_emails", [])
    for address in addresses:
        if not is_address(address) or addresses.count(address) > 1:
            msg = f"alarm_emails has {address!r}; allowed: e-mail addresses, each once, such as {ADDRESS_EXAMPLE}"
            raise ValueError(msg)
    silence = SILENCE_MINUTES.read(args)
    if silence and "canary_function_name" in args:
        msg = f"silence_minutes is {silence}; allowed: 0, with canary_function_name: {CANARY_IS_NO_SILENCE}"
        raise ValueError(msg)


def is_address(text: str) -> bool:
    """Return whether a text has the form of an e-mail address. SNS checks the rest."""
    return ADDRESS.fullmatch(text) is not None


def _thresholds(args: MonitoringArgs) -> Thresholds:
    buffer, wait = BUFFERING_SECONDS.read(args), QUEUE_WAIT_SECONDS.read(args)
    return Thresholds(
        delivery_age_seconds=buffer + MINUTE_SECONDS * DELIVERY_LATE_MINUTES.read(args),
        queue_age_seconds=wait + MINUTE_SECONDS * QUEUE_AGE_MINUTES.read(args),
        quarantined_percent=QUARANTINED_PERCENT.read(args),
        silence_minutes=SILENCE_MINUTES.read(args),
        canary_lag_seconds=buffer + wait + MINUTE_SECONDS * CANARY_LAG_MINUTES.read(args),
    )


def _queue_name(url: pulumi.Input[str] | None) -> pulumi.Output[str] | None:
    """Return the name of a queue, which is the last part of its URL."""
    if url is None:
        return None
    return pulumi.Output.from_input(url).apply(lambda url: url.rpartition("/")[2])


def _body(names: Mapping[str, Any], fixed: Mapping[str, Any], arns: Sequence[str]) -> str:
    known = {key: name for key, name in names.items() if name}
    return json.dumps(dashboard.body(dashboard.Shown(**known, **fixed), arns))
