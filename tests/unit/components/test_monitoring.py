import json
import re
from typing import Any

import pytest

from clickstream.monitoring.alarms import LATE_OR_LOST, AlarmKind, description
from clickstream.monitoring.metrics import METRICS, Metric
from components import Monitoring, MonitoringArgs
from tests.unit.recorder import ACCOUNT, Recorder, record, record_stack, stage_recorder

KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"
DELIVERY = {"delivery-late", "delivery-failed", "puts-throttled"}
QUEUE = {"queue-age", "dead-letters", "quarantine-share"}
FUNCTION = {"function-errors", "function-near-timeout", "function-throttled"}
API = {"api-runs-failed", "api-dead-letters"}
STAGES = {
    "dev": DELIVERY | QUEUE | FUNCTION,
    "prod": DELIVERY | QUEUE | FUNCTION,
    "onebucket": DELIVERY | QUEUE | FUNCTION,
    "api": DELIVERY | QUEUE | FUNCTION | API | {"job-failed"},
    "spark": DELIVERY | QUEUE | {"job-failed"},
    "firehose": DELIVERY | {"conversion-failed"},
}
COMPOSITE = "events-late-or-lost"
FULL: MonitoringArgs = {
    "delivery_stream_name": "in",
    "firehose_converts": True,
    "queue_url": "https://sqs.eu-central-1.amazonaws.com/123456789012/objects",
    "dead_letter_queue_url": "https://sqs.eu-central-1.amazonaws.com/123456789012/dead",
    "function_name": "convert",
    "function_timeout_seconds": 120,
    "function_memory_mb": 2048,
    "lake_bucket": "lake",
    "job_names": ["models", "backfill"],
    "api_function_name": "poll",
    "api_dead_letter_queue_url": "https://sqs.eu-central-1.amazonaws.com/123456789012/api-dead",
    "canary_function_name": "canary",
    "workgroup": "athena",
}
"""Arguments of all alarms but that of silence, which a canary breaks."""
TABLE = {(metric.namespace, metric.name): metric for metric in METRICS}


def monitoring(**more: Any) -> Recorder:
    args: MonitoringArgs = {**FULL, **more}  # pyright: ignore[reportAssignmentType] - the tests vary the keys
    return record(lambda: Monitoring("watch", args))


def silence(minutes: int) -> dict[str, Any]:
    """Return the inputs of the alarm of silence."""
    args: MonitoringArgs = {"delivery_stream_name": "in", "silence_minutes": minutes}
    return alarms(record(lambda: Monitoring("watch", args))).get("silence", {})


@pytest.fixture(scope="module")
def full() -> Recorder:
    return monitoring()


def alarms(recorder: Recorder, name: str = "watch") -> dict[str, dict[str, Any]]:
    """Return the inputs of the metric alarms by their kinds."""
    return {
        alarm.name.removeprefix(f"{name}-"): alarm.inputs for alarm in recorder.of("MetricAlarm")
    }


def read_metrics(alarm: dict[str, Any]) -> list[tuple[Metric, dict[str, str]]]:
    """Return the metrics that an alarm reads, with their dimensions."""
    queries = [query["metric"] for query in alarm.get("metricQueries", []) if "metric" in query]
    return [
        (TABLE[read["namespace"], read["metricName"]], read["dimensions"])
        for read in queries or [alarm]
    ]


@pytest.mark.parametrize("stage", STAGES)
class TestEveryStage:
    def test_has_the_alarms_of_its_parts_and_no_others(self, stage: str) -> None:
        recorder = stage_recorder(stage)
        assert set(alarms(recorder, "monitoring")) == STAGES[stage]
        assert set(recorder.outputs["alarms"]) == STAGES[stage] | {COMPOSITE}

    def test_names_its_own_resources_in_the_alarms(self, stage: str) -> None:
        recorder = stage_recorder(stage)
        values = {
            value
            for alarm in alarms(recorder, "monitoring").values()
            for _, dimensions in read_metrics(alarm)
            for value in dimensions.values()
        }
        names = {resource.name for resource in recorder.resources} | {"converter"}
        assert values <= names, "an alarm on another name never goes on"

    def test_has_one_topic_and_one_dashboard(self, stage: str) -> None:
        recorder = stage_recorder(stage)
        assert recorder.outputs["alarm_topic_arn"] == recorder.one("Topic").inputs.get(
            "arn", f"arn:aws:sns:eu-central-1:{ACCOUNT}:monitoring"
        )
        assert recorder.outputs["dashboard"] == recorder.one("Dashboard").inputs["dashboardName"]

    def test_names_the_log_groups_that_it_has(self, stage: str) -> None:
        recorder = stage_recorder(stage)
        groups = recorder.outputs["log_groups"]
        known = {group.inputs.get("name", group.name) for group in recorder.of("LogGroup")}
        assert set(groups.values()) <= known
        expected = {
            "dev": {"delivery", "converter"},
            "prod": {"delivery", "converter"},
            "onebucket": {"delivery", "converter"},
            "api": {"delivery", "converter", "api-source"},
            "spark": {"delivery", "spark"},
            "firehose": {"delivery"},
        }
        assert set(groups) == expected[stage]


def test_every_kind_has_an_alarm_if_every_part_is_given(full: Recorder) -> None:
    others = {AlarmKind.EVENTS_LATE_OR_LOST, AlarmKind.SILENCE}
    assert set(alarms(full)) == set(AlarmKind) - others
    assert silence(30)


def test_without_a_part_there_is_no_alarm_and_the_topic_can_still_be_used() -> None:
    recorder = record(lambda: Monitoring("watch", {}))
    assert not [*recorder.of("MetricAlarm"), *recorder.of("CompositeAlarm")]
    assert not recorder.of("EventRule")
    assert recorder.of("Topic")
    assert json.loads(recorder.one("Dashboard").inputs["dashboardBody"]) == {"widgets": []}


def test_an_alarm_reads_metrics_of_the_table_with_all_their_dimensions(full: Recorder) -> None:
    for kind, alarm in alarms(full).items():
        for metric, dimensions in read_metrics(alarm):
            assert set(dimensions) == set(metric.dimensions), f"{kind}: {metric.name}"
            assert all(dimensions.values()), f"{kind}: every dimension has a value"


def test_an_alarm_says_what_it_means_and_where_its_runbook_entry_is(full: Recorder) -> None:
    for kind, alarm in alarms(full).items():
        assert alarm["alarmDescription"] == description(AlarmKind(kind))
    assert full.one("CompositeAlarm").inputs["alarmDescription"] == description(
        AlarmKind.EVENTS_LATE_OR_LOST
    )


def test_every_alarm_notifies_the_topic(full: Recorder) -> None:
    topic = [f"arn:aws:sns:eu-central-1:{ACCOUNT}:watch"]
    for kind, alarm in alarms(full).items():
        assert alarm["alarmActions"] == topic, kind
        assert "okActions" not in alarm, f"{kind}: one e-mail for the end, by the composite alarm"
    composite = full.one("CompositeAlarm").inputs
    assert composite["alarmActions"] == composite["okActions"] == topic


def test_the_composite_alarm_is_over_the_alarms_of_late_or_lost_events(full: Recorder) -> None:
    rule = full.one("CompositeAlarm").inputs["alarmRule"]
    terms = rule.split(" OR ")
    kinds = [re.fullmatch(r'ALARM\("watch-([a-z-]+)"\)', term) for term in terms]
    assert {kind[1] for kind in kinds if kind} == set(LATE_OR_LOST) - {AlarmKind.SILENCE}
    assert all(kinds)


MISSING = {
    # Without the canary nothing is proven.
    "canary-late": "breaching",
    # SQS stops publishing while messages may still be in the queue.
    "dead-letters": "ignore",
    "api-dead-letters": "ignore",
}


def test_missing_data_is_treated_as_each_metric_needs(full: Recorder) -> None:
    found = {kind: alarm["treatMissingData"] for kind, alarm in alarms(full).items()}
    assert found == {kind: MISSING.get(kind, "notBreaching") for kind in found}
    assert silence(30)["treatMissingData"] == "breaching", "a stream without records has no metric"


@pytest.mark.parametrize(
    ("kind", "changes", "threshold"),
    [
        ("delivery-late", {}, 60 + 15 * 60),
        ("delivery-late", {"buffering_seconds": 900, "delivery_late_minutes": 5}, 900 + 5 * 60),
        ("queue-age", {}, 30 * 60),
        ("queue-age", {"queue_wait_seconds": 600, "queue_age_minutes": 10}, 600 + 10 * 60),
        ("quarantine-share", {"quarantined_percent": 20}, 20),
        ("function-near-timeout", {"function_timeout_seconds": 100}, 80_000),
        ("canary-late", {"queue_wait_seconds": 600, "canary_lag_minutes": 2}, 60 + 600 + 120),
        ("dead-letters", {}, 0),
        ("api-dead-letters", {}, 0),
        ("job-failed", {}, 0),
        ("conversion-failed", {}, 0),
        ("api-runs-failed", {}, 2),
    ],
)
def test_a_threshold_follows_the_arguments(
    kind: str, changes: dict[str, int], threshold: float
) -> None:
    alarm = alarms(monitoring(**changes))[kind]
    assert alarm["threshold"] == threshold
    assert alarm["comparisonOperator"] == "GreaterThanThreshold"


@pytest.mark.parametrize("minutes", [1, 1440])
def test_a_canary_that_does_not_run_is_noticed_after_15_minutes(minutes: int) -> None:
    alarm = alarms(monitoring(canary_lag_minutes=minutes))["canary-late"]
    assert alarm["treatMissingData"] == "breaching"
    assert alarm["evaluationPeriods"] * alarm["period"] == 15 * 60


def test_a_dead_letter_of_either_queue_is_seen(full: Recorder) -> None:
    for kind, queue in (("dead-letters", "dead"), ("api-dead-letters", "api-dead")):
        alarm = alarms(full)[kind]
        assert alarm["metricName"] == "ApproximateNumberOfMessagesVisible"
        assert alarm["dimensions"] == {"QueueName": queue}


def test_one_record_that_could_not_be_converted_is_enough(full: Recorder) -> None:
    alarm = alarms(full)["conversion-failed"]
    assert (alarm["namespace"], alarm["metricName"], alarm["statistic"]) == (
        "AWS/Firehose",
        "FailedConversion.Records",
        "Sum",
    )
    assert alarm["dimensions"] == {"DeliveryStreamName": "in"}
    assert (alarm["threshold"], alarm["comparisonOperator"]) == (0, "GreaterThanThreshold")


def test_silence_is_a_row_of_minutes_without_a_record() -> None:
    alarm = silence(45)
    assert (alarm["metricName"], alarm["period"], alarm["evaluationPeriods"]) == (
        "IncomingRecords",
        60,
        45,
    )
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("LessThanThreshold", 1)
    assert not silence(0), "0 is off"


def test_failed_messages_count_as_errors_though_lambda_counts_none(full: Recorder) -> None:
    alarm = alarms(full)["function-errors"]
    assert {metric.name for metric, _ in read_metrics(alarm)} == {"Errors", "MessagesFailed"}
    (result,) = [query for query in alarm["metricQueries"] if query.get("returnData")]
    assert result["expression"] == "FILL(errors, 0) + FILL(failed, 0)", (
        "a function that fails at once emits no MessagesFailed"
    )
    alone = alarms(monitoring(lake_bucket=None))["function-errors"]
    assert alone["metricName"] == "Errors"


def test_a_bad_line_at_night_is_no_share(full: Recorder) -> None:
    alarm = alarms(full)["quarantine-share"]
    (result,) = [query for query in alarm["metricQueries"] if query.get("returnData")]
    assert result["expression"] == "IF(lines >= 100, 100 * quarantined / lines, 0)"
    assert [dimensions for _, dimensions in read_metrics(alarm)] == 2 * [
        {"service": "converter", "lake_bucket": "lake"}
    ], "the metrics of another stack have another bucket"


def test_only_failed_runs_of_these_jobs_match_the_rule(full: Recorder) -> None:
    rule = full.one("EventRule")
    assert json.loads(rule.inputs["eventPattern"]) == {
        "source": ["aws.glue"],
        "detail-type": ["Glue Job State Change"],
        "detail": {"jobName": ["models", "backfill"], "state": ["FAILED", "TIMEOUT", "ERROR"]},
    }
    assert alarms(full)["job-failed"]["dimensions"] == {"RuleName": rule.name}
    assert not full.of("EventTarget"), "the alarm counts matches; the rule starts nothing"


def test_only_alarms_of_this_account_publish_and_only_with_tls(full: Recorder) -> None:
    topic = f"arn:aws:sns:eu-central-1:{ACCOUNT}:watch"
    statements = json.loads(full.one("TopicPolicy").inputs["policy"])["Statement"]
    allowed = [statement for statement in statements if statement["Effect"] == "Allow"]
    assert allowed == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["sns:Publish"],
            "Resource": [topic],
            "Condition": {
                "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:*"},
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
            },
        }
    ]
    (denied,) = [statement for statement in statements if statement["Effect"] == "Deny"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_topic_is_under_the_customer_key_and_otherwise_under_snss_own_encryption(
    full: Recorder,
) -> None:
    assert monitoring(kms_key_arn=KEY).one("Topic").inputs["kmsMasterKeyId"] == KEY
    assert "kmsMasterKeyId" not in full.one("Topic").inputs, (
        "with alias/aws/sns CloudWatch could not publish"
    )


def test_an_address_keeps_its_subscription_when_another_one_goes() -> None:
    two = monitoring(alarm_emails=["ada@example.com", "bob@example.com"])
    names = {subscription.name for subscription in two.of("TopicSubscription")}
    one = monitoring(alarm_emails=["bob@example.com"]).one("TopicSubscription")
    assert one.name in names, "a new subscription would have to be confirmed again"
    assert (one.inputs["protocol"], one.inputs["endpoint"]) == ("email", "bob@example.com")
    assert not monitoring().of("TopicSubscription"), "no address is needed"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"alarm_emails": ["nobody"]}, "alarm_emails has 'nobody'; allowed: e-mail addresses"),
        ({"alarm_emails": ["a@b.de", "a@b.de"]}, "alarm_emails has 'a@b.de'; allowed: e-mail"),
        ({"silence_minutes": 30}, "silence_minutes is 30; allowed: 0, with canary_function_name"),
        ({"quarantined_percent": 100}, "quarantined_percent is 100; allowed: 1 to 99"),
        ({"silence_minutes": 1441}, "silence_minutes is 1441; allowed: 0 to 1440"),
        ({"kms_key_arn": "alias/lake"}, "kms_key_arn is 'alias/lake'; allowed: the ARN"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_the_allowed_ones(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        monitoring(**changes)


@pytest.mark.parametrize(
    ("stage", "settings", "seconds"),
    [
        ("dev", {"batchingWindowSeconds": "60"}, 60 + 30 * 60),
        ("spark", {"sparkBatchingWindowSeconds": "300"}, 300 + 30 * 60),
        ("spark", {"sparkStart": "schedule"}, 24 * 3600 + 30 * 60),
    ],
)
def test_a_wait_that_the_settings_plan_is_not_late(
    stage: str, settings: dict[str, str], seconds: int
) -> None:
    found = alarms(record_stack(stage, settings), "monitoring")["queue-age"]
    assert found["threshold"] == seconds


def test_the_dashboard_shows_every_alarm_and_the_names_of_the_parts(full: Recorder) -> None:
    inputs = full.one("Dashboard").inputs
    widgets = json.loads(inputs["dashboardBody"])["widgets"]
    (shown,) = [widget for widget in widgets if widget["type"] == "alarm"]
    assert len(shown["properties"]["alarms"]) == len(AlarmKind) - 1
    for name in ("in", "objects", "dead", "convert", "lake", "models", "api-dead", "athena"):
        assert f'"{name}"' in inputs["dashboardBody"], name
