"""Properties that hold for every workload."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickstream.cost.estimate import estimate
from clickstream.cost.measured import DAYS, GB
from clickstream.cost.prices import PriceKey
from clickstream.cost.settings import Engine
from clickstream.cost.workload import Workload, flow_of
from tests.unit.cost.examples import PRICES, estimated, settings, total

WORKLOADS = st.builds(
    Workload,
    events_per_day=st.integers(1, 10**9),
    bytes_per_event=st.integers(2, 100_000),
    send_every_seconds=st.sampled_from([0, 1, 10, 60, 900]),
    quarantined_share=st.floats(0, 1),
    queries_per_day=st.floats(0, 1000),
    days_per_query=st.integers(1, 365),
    column_share=st.floats(0, 1),
    age_days=st.integers(30, 3650),
)
ENGINES = st.sampled_from(Engine)
GROWING_WITH_EVENTS = (
    PriceKey.FIREHOSE_INGESTION,
    PriceKey.S3_PUT,
    PriceKey.S3_GET,
    PriceKey.SQS,
    PriceKey.LAMBDA_REQUESTS,
    PriceKey.ATHENA,
    PriceKey.LOG_INGESTION,
)
NOISE = 1 + 1e-9  # of floating point


def with_fields(base: Workload, **changes: Any) -> Workload:
    return replace(base, **changes)


@given(WORKLOADS, st.integers(1, 10**9))
def test_more_events_are_never_billed_as_less(base: Workload, more: int) -> None:
    larger = with_fields(base, events_per_day=base.events_per_day + more)
    before, after = estimated(base), estimated(larger)
    for key in GROWING_WITH_EVENTS:
        assert total(before, key) <= total(after, key) * NOISE, key


@given(WORKLOADS, ENGINES, st.integers(1, 365))
@pytest.mark.parametrize("field", ["queries_per_day", "days_per_query", "age_days"])
def test_more_use_never_costs_less(field: str, base: Workload, engine: Engine, more: int) -> None:
    larger = with_fields(base, **{field: getattr(base, field) + more})
    before, after = estimated(base, engine=engine), estimated(larger, engine=engine)
    assert before.total <= after.total * NOISE


@given(WORKLOADS, st.integers(31, 3650), st.integers(1, 365))
def test_a_longer_lifecycle_never_costs_less(base: Workload, days: int, more: int) -> None:
    shorter = estimated(base, raw_expiration_days=days)
    assert shorter.total <= estimated(base, raw_expiration_days=days + more).total * NOISE


@given(WORKLOADS, st.integers(1, 899))
def test_a_longer_buffer_never_writes_more_objects(base: Workload, seconds: int) -> None:
    short, long = settings(buffering_seconds=seconds), settings(buffering_seconds=seconds + 1)
    assert flow_of(long, base).objects <= flow_of(short, base).objects


@given(WORKLOADS, ENGINES)
def test_packed_records_are_billed_at_least_their_bytes_and_at_most_single_ones(
    base: Workload, engine: Engine
) -> None:
    stack = settings(engine=engine)
    flow = flow_of(stack, base)
    single = flow_of(stack, with_fields(base, send_every_seconds=0))
    assert flow.json_bytes <= flow.billed_bytes * NOISE, "a record is rounded up"
    assert flow.billed_bytes <= single.billed_bytes * NOISE, "packing never costs"
    assert single.records == base.events_per_day


@given(WORKLOADS, ENGINES)
def test_every_object_has_a_record_and_every_byte_is_stored_once(
    base: Workload, engine: Engine
) -> None:
    stack = settings(engine=engine, raw_compression="none", raw_expiration_days=100)
    flow = flow_of(stack, base)
    assert flow.objects <= flow.records
    assert flow.object_bytes * flow.objects == pytest.approx(flow.json_bytes)
    raw = [
        line.usage.quantity
        for line in estimate(stack, base, PRICES).lines
        if line.usage.item.startswith("raw zone")
    ]
    assert sum(raw) == pytest.approx(flow.json_bytes * min(base.age_days, 100) / GB)


@given(WORKLOADS, ENGINES)
def test_no_quantity_is_negative_and_no_line_is_empty(base: Workload, engine: Engine) -> None:
    found = estimated(base, engine=engine)
    assert found.lines
    assert all(line.usage.quantity > 0 and line.dollars >= 0 for line in found.lines)
    assert found.total == pytest.approx(sum(found.by_service().values()))
    assert total(found, PriceKey.FIREHOSE_INGESTION) >= base.events_per_day * DAYS * 2 / GB
