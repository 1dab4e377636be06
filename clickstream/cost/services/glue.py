"""AWS Glue: runs of the Spark converter and of the daily models, and crawlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    CPU_SECONDS_PER_MB,
    CPU_SECONDS_PER_OBJECT,
    CRAWLER_DPUS,
    CRAWLER_MINIMUM_SECONDS,
    DAYS,
    DPUS,
    GLUE_MINIMUM_SECONDS,
    HOURS_PER_SECOND,
    MODELS_WORKER_TYPE,
    MODELS_WORKERS,
    PROCESSORS_PER_DPU,
    SECONDS_PER_DAY,
    SPARK_CPU_FACTOR,
    SPARK_START_SECONDS,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.schedules import cron_runs
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow

SERVICE = "Glue"


def usages(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the usages of the jobs and crawlers."""
    return [
        *(_converter(settings, flow) if settings.engine == Engine.SPARK else ()),
        *(_daily_models(settings, flow) if settings.daily_models else ()),
        *_crawlers(settings),
    ]


def converter_runs(settings: StackSettings, flow: Flow) -> float:
    """Return the runs of the Spark converter in a month: by schedule, and by batches of objects."""
    scheduled = cron_runs(settings.spark_schedule)
    if settings.spark_start != "arrivals":
        return scheduled
    batch = min(
        settings.spark_batch_size * flow.object_seconds, settings.spark_batching_window_seconds
    )
    return scheduled + DAYS * SECONDS_PER_DAY / max(batch, flow.object_seconds)


def job_runs(settings: StackSettings, flow: Flow) -> float:
    """Return the runs of all jobs in a month."""
    converter = converter_runs(settings, flow) if settings.engine == Engine.SPARK else 0.0
    models = cron_runs(settings.daily_models_schedule) if settings.daily_models else 0.0
    return converter + models


def _converter(settings: StackSettings, flow: Flow) -> list[Usage]:
    runs = converter_runs(settings, flow)
    cpu = CPU_SECONDS_PER_OBJECT * flow.objects + CPU_SECONDS_PER_MB * flow.json_bytes / 1e6
    hours = _dpu_hours(runs, cpu * DAYS / runs, settings.spark_worker_type, settings.spark_workers)
    return [Usage(SERVICE, "Spark converter", PriceKey.GLUE, hours)]


def _daily_models(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the usage of the daily models; reading a day takes no longer than converting it."""
    runs = cron_runs(settings.daily_models_schedule)
    cpu = CPU_SECONDS_PER_MB * flow.json_bytes / 1e6
    hours = _dpu_hours(runs, cpu, MODELS_WORKER_TYPE, MODELS_WORKERS)
    return [Usage(SERVICE, "daily models", PriceKey.GLUE, hours)]


def _dpu_hours(runs: float, cpu_seconds: float, worker_type: str, workers: int) -> float:
    """Return the DPU hours of runs; one worker is the driver and converts nothing.

    Args:
        runs: Runs of a month.
        cpu_seconds: Processor time of the Lambda converter for the events of a run.
        worker_type: Size of a worker.
        workers: Workers of a run.
    """
    dpus = DPUS[worker_type]
    processors = (workers - 1) * dpus * PROCESSORS_PER_DPU
    seconds = SPARK_START_SECONDS + cpu_seconds * SPARK_CPU_FACTOR / processors
    return runs * max(GLUE_MINIMUM_SECONDS, seconds) * workers * dpus * HOURS_PER_SECOND


def _crawlers(settings: StackSettings) -> list[Usage]:
    if settings.partition_discovery != "crawler" or not settings.crawler_schedule:
        return []
    crawlers = 1 if settings.engine == Engine.FIREHOSE else 2  # without quarantine table, or with
    runs = crawlers * cron_runs(settings.crawler_schedule)
    hours = runs * CRAWLER_DPUS * CRAWLER_MINIMUM_SECONDS * HOURS_PER_SECOND
    return [Usage(SERVICE, "crawlers", PriceKey.GLUE_CRAWLERS, hours)]
