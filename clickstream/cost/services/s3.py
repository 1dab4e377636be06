"""Amazon S3: storage by class over the lifecycle, and requests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    ATHENA_GETS_PER_FILE,
    ATHENA_RESULT_BYTES,
    ATHENA_RESULT_OBJECTS,
    CANARY_RECENT_SECONDS,
    CANARY_RESULT_BYTES,
    CANARY_RUNS_PER_DAY,
    DAYS,
    GB,
    GZIP_RATIO,
    INFREQUENT_BYTES,
    INFREQUENT_DAYS,
    LIST_KEYS,
    NONCURRENT_DAYS,
    SECONDS_PER_DAY,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.schedules import cron_runs, rate_runs
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.cost.workload import Flow, Workload

SERVICE = "S3"
REQUESTS = (PriceKey.S3_PUT, PriceKey.S3_GET)


def usages(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    """Return the usages of the buckets."""
    return [
        *_storage(settings, workload, flow),
        *_pipeline_requests(settings, flow),
        *_query_requests(workload, flow),
        *_crawler_requests(settings, workload, flow),
        *_state_requests(settings),
        *(_canary(settings, workload, flow) if settings.canary else ()),
    ]


def requests(found: Iterable[Usage]) -> float:
    """Return the requests among the usages."""
    return sum(usage.quantity for usage in found if usage.key in REQUESTS)


def raw_object_bytes(settings: StackSettings, flow: Flow) -> float:
    """Return the stored bytes of a raw object."""
    return flow.object_bytes * (GZIP_RATIO if settings.raw_compression == "gzip" else 1)


def _storage(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    standard, infrequent = _raw_days(settings, workload, flow)
    raw_gb = raw_object_bytes(settings, flow) * flow.objects / GB
    kept = _kept_days(settings, settings.raw_expiration_days, workload)
    quarantined = 0.0 if settings.engine == Engine.FIREHOSE else workload.quarantined_share
    quarantine_gb = flow.json_bytes * quarantined * GZIP_RATIO * kept / GB
    result_days = _kept_days(settings, settings.results_expiration_days, workload)
    result_gb = workload.queries_per_day * ATHENA_RESULT_BYTES * result_days / GB
    tables_gb = flow.file_bytes * workload.age_days / GB
    moved = flow.objects * DAYS if infrequent else 0.0
    return [
        Usage(SERVICE, "raw zone, STANDARD", PriceKey.S3_STANDARD, raw_gb * standard),
        Usage(SERVICE, "raw zone, STANDARD_IA", PriceKey.S3_INFREQUENT, raw_gb * infrequent),
        Usage(SERVICE, "raw objects moved to STANDARD_IA", PriceKey.S3_TRANSITIONS, moved),
        Usage(SERVICE, "events table", PriceKey.S3_STANDARD, tables_gb),
        Usage(SERVICE, "quarantine table", PriceKey.S3_STANDARD, quarantine_gb),
        Usage(SERVICE, "query results", PriceKey.S3_STANDARD, result_gb),
    ]


def _kept_days(settings: StackSettings, expiration_days: int, workload: Workload) -> int:
    """Return the days of objects that exist at the lake's age, old versions included."""
    return min(workload.age_days, expiration_days + settings.versioning * NONCURRENT_DAYS)


def _raw_days(settings: StackSettings, workload: Workload, flow: Flow) -> tuple[float, float]:
    """Return the days of raw objects in STANDARD and in STANDARD_IA.

    S3 does not move objects below 128 KB, and bills 30 days in STANDARD_IA at least.
    """
    kept = _kept_days(settings, settings.raw_expiration_days, workload)
    if raw_object_bytes(settings, flow) < INFREQUENT_BYTES:
        return kept, 0
    lifetime = settings.raw_expiration_days + settings.versioning * NONCURRENT_DAYS
    after = settings.raw_infrequent_access_days
    billed = max(lifetime, after + INFREQUENT_DAYS)
    return min(kept, after), max(0, min(workload.age_days, billed) - after)


def _pipeline_requests(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the requests of Firehose and of the converter."""
    written = flow.files + flow.quarantine_files
    read = 0.0 if settings.engine == Engine.FIREHOSE else flow.objects
    return [
        Usage(SERVICE, "raw objects written", PriceKey.S3_PUT, flow.objects * DAYS),
        Usage(SERVICE, "raw objects read", PriceKey.S3_GET, read * DAYS),
        Usage(SERVICE, "table files written", PriceKey.S3_PUT, written * DAYS),
    ]


def _query_requests(workload: Workload, flow: Flow) -> list[Usage]:
    """Return the requests of Athena: a list for each partition, reads of its files, the results."""
    queries = workload.queries_per_day * DAYS
    days = min(workload.days_per_query, workload.age_days)
    lists = days * math.ceil(flow.files / LIST_KEYS)
    files = days * flow.files
    reads = queries * files * ATHENA_GETS_PER_FILE
    results = queries * ATHENA_RESULT_OBJECTS
    return [
        Usage(SERVICE, "partitions listed by queries", PriceKey.S3_PUT, queries * lists),
        Usage(SERVICE, "files read by queries", PriceKey.S3_GET, reads),
        Usage(SERVICE, "query results written", PriceKey.S3_PUT, results),
    ]


def _crawler_requests(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    """Return the requests of the crawlers, which list every file of the tables in each run."""
    if settings.partition_discovery != "crawler" or not settings.crawler_schedule:
        return []
    kept = _kept_days(settings, settings.raw_expiration_days, workload)
    files = flow.files * workload.age_days + flow.quarantine_files * kept
    lists = math.ceil(files / LIST_KEYS) * cron_runs(settings.crawler_schedule)
    return [Usage(SERVICE, "files listed by crawlers", PriceKey.S3_PUT, lists)]


def _state_requests(settings: StackSettings) -> list[Usage]:
    """Return the requests of the API source, which reads and writes its state in each run."""
    if not settings.api_url:
        return []
    runs = rate_runs(settings.api_rate)
    return [
        Usage(SERVICE, "state of the API source read", PriceKey.S3_GET, runs),
        Usage(SERVICE, "state of the API source written", PriceKey.S3_PUT, runs),
    ]


def _canary(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    """Return the usages of the canary.

    The function lists the files of a date, and its query lists them again and reads the recent
    ones.
    """
    runs = CANARY_RUNS_PER_DAY * DAYS
    lists = 2 * math.ceil(flow.files / LIST_KEYS)
    recent = max(1.0, flow.files * CANARY_RECENT_SECONDS / SECONDS_PER_DAY)
    result_days = _kept_days(settings, settings.results_expiration_days, workload)
    result_gb = CANARY_RUNS_PER_DAY * CANARY_RESULT_BYTES * result_days / GB
    reads = runs * (recent * ATHENA_GETS_PER_FILE + 1)
    results = runs * ATHENA_RESULT_OBJECTS
    return [
        Usage(SERVICE, "results of the canary", PriceKey.S3_STANDARD, result_gb),
        Usage(SERVICE, "files listed by the canary", PriceKey.S3_PUT, runs * lists),
        Usage(SERVICE, "files and results read by the canary", PriceKey.S3_GET, reads),
        Usage(SERVICE, "results of the canary written", PriceKey.S3_PUT, results),
    ]
