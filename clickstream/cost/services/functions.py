"""AWS Lambda: the converter, and the functions of the API source and of the canary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    API_RUN_SECONDS,
    BUSY_PROCESSORS,
    CANARY_MEMORY_MB,
    CANARY_RUN_SECONDS,
    CANARY_RUNS_PER_DAY,
    CPU_SECONDS_PER_MB,
    CPU_SECONDS_PER_OBJECT,
    DAYS,
    ENVIRONMENT_SECONDS,
    IDLE_SECONDS,
    INCLUDED_STORAGE_MB,
    INIT_SECONDS,
    POLL_MEMORY_MB,
    PROCESSOR_MB,
    S3_WAIT_SECONDS,
    SECONDS_PER_DAY,
    STORAGE_FIXED_MB,
    STORAGE_TO_JSON,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.schedules import rate_runs
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow

SERVICE = "Lambda"
MIB_PER_GB = 1024


def usages(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the usages of the functions."""
    return [
        *(_converter(settings, flow) if settings.engine == Engine.LAMBDA else ()),
        *(_api_source(settings) if settings.api_url else ()),
        *(_canary(settings) if settings.canary else ()),
    ]


def invocations(settings: StackSettings, flow: Flow) -> float:
    """Return the converter's invocations of a day.

    Raw objects arrive one by one: a batch has more than one only if Lambda waits for them.
    """
    waited = settings.batching_window_seconds / flow.object_seconds
    return flow.objects / min(settings.batch_size, 1 + waited)


def cold_starts(settings: StackSettings, flow: Flow) -> float:
    """Return the converter's cold starts of a day."""
    count = invocations(settings, flow)
    if SECONDS_PER_DAY / count > IDLE_SECONDS:
        return count
    return min(count, SECONDS_PER_DAY / ENVIRONMENT_SECONDS)


def conversion_seconds(settings: StackSettings, flow: Flow) -> float:
    """Return the duration of the conversion of one raw object.

    Lambda gives processor time in proportion to memory.
    """
    cpu = CPU_SECONDS_PER_OBJECT + CPU_SECONDS_PER_MB * flow.object_bytes / 1e6
    processors = min(settings.memory_mb / PROCESSOR_MB, BUSY_PROCESSORS)
    return S3_WAIT_SECONDS + cpu / processors


def storage_mb(max_object_mb: int) -> int:
    """Return the ephemeral storage of the converter in MB."""
    return max(INCLUDED_STORAGE_MB, STORAGE_FIXED_MB + STORAGE_TO_JSON * max_object_mb)


def _converter(settings: StackSettings, flow: Flow) -> list[Usage]:
    seconds = DAYS * (
        flow.objects * conversion_seconds(settings, flow)
        + cold_starts(settings, flow) * INIT_SECONDS
    )
    extra_mb = storage_mb(settings.max_object_mb) - INCLUDED_STORAGE_MB
    return [
        Usage(
            SERVICE,
            "converter, invocations",
            PriceKey.LAMBDA_REQUESTS,
            invocations(settings, flow) * DAYS,
        ),
        Usage(
            SERVICE,
            "converter, duration",
            _duration_key(settings),
            seconds * settings.memory_mb / MIB_PER_GB,
        ),
        Usage(
            SERVICE,
            "converter, ephemeral storage above 512 MB",
            PriceKey.LAMBDA_STORAGE,
            seconds * extra_mb / MIB_PER_GB,
        ),
    ]


def _api_source(settings: StackSettings) -> list[Usage]:
    runs = rate_runs(settings.api_rate)
    gb_seconds = runs * API_RUN_SECONDS * POLL_MEMORY_MB / MIB_PER_GB
    return [
        Usage(SERVICE, "API source, invocations", PriceKey.LAMBDA_REQUESTS, runs),
        Usage(SERVICE, "API source, duration", _duration_key(settings), gb_seconds),
    ]


def _canary(settings: StackSettings) -> list[Usage]:
    runs = CANARY_RUNS_PER_DAY * DAYS
    gb_seconds = runs * CANARY_RUN_SECONDS * CANARY_MEMORY_MB / MIB_PER_GB
    return [
        Usage(SERVICE, "canary, invocations", PriceKey.LAMBDA_REQUESTS, runs),
        Usage(SERVICE, "canary, duration", _duration_key(settings), gb_seconds),
    ]


def _duration_key(settings: StackSettings) -> PriceKey:
    return PriceKey.LAMBDA_ARM64 if settings.architecture == "arm64" else PriceKey.LAMBDA_X86_64
