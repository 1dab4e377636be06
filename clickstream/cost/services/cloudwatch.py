"""Amazon CloudWatch: logs, metrics, alarms and dashboards; Amazon SNS: the alarms' e-mails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    ALARM_EMAILS,
    CANARY_LOG_BYTES,
    CANARY_RUNS_PER_DAY,
    CONVERTER_METRICS,
    DAYS,
    GB,
    INVOCATION_LOG_BYTES,
    LAMBDA_LOG_BYTES,
    LOG_STORED_SHARE,
    OBJECT_LOG_BYTES,
    SPARK_LOG_BYTES,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.schedules import rate_runs
from clickstream.cost.services import functions, glue
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow

SERVICE = "CloudWatch"
STREAM_ALARMS = 3
"""Metrics of the alarms of the delivery stream: delivery-late, delivery-failed, puts-throttled."""
CONVERSION_ALARMS = 1
"""conversion-failed."""
QUEUE_ALARMS = 4
"""queue-age, dead-letters, and quarantine-share over two metrics."""
FUNCTION_ALARMS = 4
"""function-errors over two metrics, function-near-timeout, function-throttled."""
JOB_ALARMS = 1
"""job-failed."""
API_ALARMS = 2
"""api-runs-failed, api-dead-letters."""
SILENCE_ALARMS = 1
"""silence."""
CANARY_ALARMS = 1
"""canary-late."""


@dataclass(frozen=True)
class Monitoring:
    """Metrics, alarms and dashboards of a stack."""

    metrics: int = 0
    """Custom metrics. Metrics that the services publish by themselves have no price."""
    alarms: int = 0
    """Metrics of all alarms: an alarm over an expression is billed for each metric in it."""
    composite_alarms: int = 0
    dashboards: int = 0
    emails: int = 0
    """E-mails of a month that SNS sends for alarms."""


def monitoring_of(settings: StackSettings) -> Monitoring:
    """Return the metrics, alarms and dashboards that the components of a stack create."""
    return Monitoring(
        metrics=CONVERTER_METRICS if settings.has_queue else 0,
        alarms=_alarm_metrics(settings),
        composite_alarms=1,
        dashboards=1,
        emails=ALARM_EMAILS,
    )


def _alarm_metrics(settings: StackSettings) -> int:
    runs_jobs = settings.engine == Engine.SPARK or settings.backfill or settings.daily_models
    return sum(
        (
            STREAM_ALARMS,
            QUEUE_ALARMS if settings.has_queue else CONVERSION_ALARMS,
            FUNCTION_ALARMS if settings.engine == Engine.LAMBDA else 0,
            JOB_ALARMS if runs_jobs else 0,
            API_ALARMS if settings.api_url else 0,
            SILENCE_ALARMS if settings.silence_minutes else 0,
            CANARY_ALARMS if settings.canary else 0,
        )
    )


def usages(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the usages of logs and monitoring."""
    ingested = log_bytes(settings, flow) / GB
    stored = ingested * LOG_STORED_SHARE * settings.log_retention_days / DAYS
    return [
        Usage(SERVICE, "log lines", PriceKey.LOG_INGESTION, ingested),
        Usage(SERVICE, "log storage", PriceKey.LOG_STORAGE, stored),
        *monitoring_usages(monitoring_of(settings)),
        Usage(SERVICE, "metric of the canary", PriceKey.METRICS, settings.canary),
    ]


def monitoring_usages(monitoring: Monitoring) -> list[Usage]:
    """Return the usages of metrics, alarms, dashboards and e-mails."""
    return [
        Usage(SERVICE, "custom metrics", PriceKey.METRICS, monitoring.metrics),
        Usage(SERVICE, "alarms", PriceKey.ALARMS, monitoring.alarms),
        Usage(SERVICE, "composite alarms", PriceKey.COMPOSITE_ALARMS, monitoring.composite_alarms),
        Usage(SERVICE, "dashboards", PriceKey.DASHBOARDS, monitoring.dashboards),
        Usage("SNS", "e-mails of alarms", PriceKey.SNS_EMAILS, monitoring.emails),
    ]


def log_bytes(settings: StackSettings, flow: Flow) -> float:
    """Return the log bytes of a month. Firehose and crawlers log errors, which are not counted."""
    per_invocation = LAMBDA_LOG_BYTES + INVOCATION_LOG_BYTES
    total = glue.job_runs(settings, flow) * SPARK_LOG_BYTES
    if settings.engine == Engine.LAMBDA:
        invocations = functions.invocations(settings, flow)
        total += DAYS * (invocations * per_invocation + flow.objects * OBJECT_LOG_BYTES)
    elif settings.engine == Engine.SPARK:
        total += DAYS * flow.objects * OBJECT_LOG_BYTES
    if settings.api_url:
        total += rate_runs(settings.api_rate) * per_invocation
    if settings.canary:
        total += DAYS * CANARY_RUNS_PER_DAY * (per_invocation + CANARY_LOG_BYTES)
    return total
