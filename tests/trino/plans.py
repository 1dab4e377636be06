"""Stacks whose tables are compared: each engine, each layout of buckets, each shipped contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from clickstream.contract.aws_limits import QUARANTINE_SUFFIX
from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from clickstream.local.daily_models import run_models
from clickstream.local.spark import run_job
from tests.e2e.verbs import eventually
from tests.paths import (
    CLICKSTREAM,
    GA4,
    ORDERS,
    ROOT,
    SEGMENT,
    USER_PROFILE_MODELS,
    USER_PROFILES,
)
from tests.trino import inputs
from tests.trino.stacks import Plan, Stack
from tests.user_profiles import SAMPLE
from tests.visits import visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime.now(UTC)
# A query without a date lists every day of the projected years, so that few years are quicker.
LATELY = {"earliestEventDate": f"{NOW - timedelta(days=40):%Y-%m-%d}"}
MODEL_DAY = "2025-11-26"
SAMPLES = 300


def plans() -> dict[str, Plan]:
    """Return the stacks by name."""
    events = _tables(CLICKSTREAM)
    years = {"engine": "spark", "oneBucket": "true", "earliestEventDate": inputs.FIRST_DATE}
    firehose = {
        "engine": "firehose",
        "bufferingMb": "64",
        "parquetCompression": "snappy",
        **LATELY,
    }
    models = {"dailyModels": _relative(USER_PROFILE_MODELS), "earliestEventDate": "2025-11-01"}
    return {
        "buckets": Plan(LATELY, events, _by_function(_lately)),
        "years": Plan(years, events, _by_spark),
        "arrival": Plan({**firehose, "firehosePartition": "arrival"}, events, _by_firehose),
        "event": Plan({**firehose, "firehosePartition": "event"}, events, _by_firehose),
        "segment": _samples_of(SEGMENT),
        "ga4": _samples_of(GA4),
        "orders": _samples_of(ORDERS, protectionKey="a key of the tests"),
        "models": Plan(
            {"contract": _relative(USER_PROFILES), **models},
            _tables(USER_PROFILES) | _model_tables(),
            _by_models,
        ),
    }


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tables(contract: Path) -> frozenset[str]:
    table = read_contract(contract).table
    return frozenset({table, f"{table}{QUARANTINE_SUFFIX}"})


def _model_tables() -> frozenset[str]:
    models = read_daily_models(USER_PROFILE_MODELS, read_contract(USER_PROFILES)).models
    return frozenset(model.table for model in models)


def _samples_of(contract: Path, **more: str) -> Plan:
    def lines() -> bytes:
        return inputs.lines(inputs.samples(contract, SAMPLES))

    settings = {"contract": _relative(contract), **LATELY, **more}
    return Plan(settings, _tables(contract), _by_function(lines))


def _lately() -> bytes:
    return inputs.lines([*inputs.samples(CLICKSTREAM, SAMPLES), *inputs.edges(NOW), *_visit()])


def _visit() -> list[dict[str, Any]]:
    """Return events for which queries of sessions have an answer."""
    return visit(NOW - timedelta(hours=1), "u-visit")


def _by_function(lines: Callable[[], bytes]) -> Callable[[Stack], Callable[[], bool]]:
    def send(stack: Stack) -> Callable[[], bool]:
        raw = lines()
        source = stack.put(raw)
        return lambda: _converted(stack, source) == _filled_lines(raw)

    return send


def _by_spark(stack: Stack) -> Callable[[], bool]:
    samples = inputs.samples(CLICKSTREAM, SAMPLES)
    events = [*inputs.of_years(), *samples, *inputs.edges(NOW), *_visit()]
    raw = inputs.lines(events)
    source = stack.put(raw)

    def convert() -> bool:
        if stack.lake.waiting("queue_url"):
            run_job(stack.lake.stack, stack.outputs["spark_job"], {}, lambda _: None)
        return _converted(stack, source) == _filled_lines(raw)

    return convert


def _by_models(stack: Stack) -> Callable[[], bool]:
    raw = SAMPLE.read_bytes() + f"{inputs.BROKEN[0]}\n".encode()  # a row of the quarantine
    source = stack.put(raw)

    def model() -> bool:
        eventually(lambda: _converted(stack, source) == _filled_lines(raw), "records are rows")
        return any(
            run_models(stack.lake.stack, stack.outputs["daily_models_job"], MODEL_DAY).values()
        )

    return model


def _by_firehose(stack: Stack) -> Callable[[], bool]:
    events = [*inputs.samples(CLICKSTREAM, SAMPLES), *_visit()]
    stack.lake.put_record(inputs.lines(events, broken=False))
    return lambda: _count(stack, "SELECT count(*) AS n FROM clickstream_events") == len(events)


def _filled_lines(raw: bytes) -> int:
    return sum(bool(line.strip()) for line in raw.splitlines())


def _converted(stack: Stack, source: str) -> int:
    """Return the number of lines of a raw object that are rows, or in quarantine."""
    rows, quarantine = stack.outputs["table"], stack.outputs["quarantine_table"]
    where = f"WHERE source_object = '{source}'"
    return _count(stack, f"SELECT count(*) AS n FROM {rows} {where}") + _count(  # noqa: S608 - ours
        stack,
        f"SELECT sum(coalesce(records, 1)) AS n FROM {quarantine} {where}",  # noqa: S608 - ours
    )


def _count(stack: Stack, sql: str) -> int:
    return int(stack.lake.query(sql)[0]["n"] or 0)
