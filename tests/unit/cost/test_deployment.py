"""Constants of the estimate against the components, the jobs and the deployed program."""

from __future__ import annotations

import ast
import json
import sys
from collections import defaultdict
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml

from benchmarks.columns import measure, query_shares
from canary.find import RECENT
from canary.lag import marker
from canary.statement import MOST_ROWS
from clickstream.contract.probe_event import probe_event
from clickstream.cost import measured
from clickstream.cost.changes import CANDIDATES
from clickstream.cost.estimate import FIREHOSE_BUFFERING_MB, FIREHOSE_BUFFERING_SECONDS
from clickstream.cost.services.cloudwatch import monitoring_of
from clickstream.cost.services.functions import storage_mb
from clickstream.cost.settings import DERIVED, Engine, SettingError, StackSettings, key_of
from clickstream.cost.settings import read_settings as read
from clickstream.cost.workload import RECORD_LIMIT_EVENTS
from components import api_source, canary, data_lake, firehose_converter, spark_job
from components.shared import engine, function_storage, queues
from stack.combinations import PROCESSOR_MB
from tests.paths import CLICKSTREAM, ROOT
from tests.unit.cost.examples import settings
from tests.unit.recorder import record_stack

DECLARED: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "Pulumi.yaml").read_text(encoding="utf-8")
)["config"]
TYPES = {"str": "string", "int": "integer", "bool": "boolean"}
ENGINES = {
    "lambda": {},
    "spark": {"engine": "spark"},
    "firehose": {"engine": "firehose", "bufferingMb": "64", "parquetCompression": "snappy"},
}


def resources_of(config: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the inputs of the resources that the program registers, by type."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for resource in record_stack("dev", config).resources:
        found[resource.type].append(resource.inputs)
    return found


def test_every_setting_is_declared_with_its_type() -> None:
    names = [field for field in fields(StackSettings) if field.name not in DERIVED]
    assert {key_of(field.name): TYPES[str(field.type)] for field in names} == {
        key_of(field.name): DECLARED[key_of(field.name)]["type"] for field in names
    }


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("bufferingMb", "five", "bufferingMb is 'five'; allowed: a whole number"),
        ("versioning", "yes", "versioning is 'yes'; allowed: true, false"),
        ("engine", "flink", "engine is 'flink'; allowed: lambda, spark, firehose"),
        ("parquetCompression", "lzo", "parquetCompression is 'lzo'; allowed: zstd, snappy"),
        ("sparkWorkerType", "Z.1X", "sparkWorkerType is 'Z.1X'; allowed: G.1X, G.2X"),
    ],
)
def test_a_setting_of_a_wrong_value_is_refused(key: str, value: str, problem: str) -> None:
    texts = {key: _text(entry["default"]) for key, entry in DECLARED.items()}
    with pytest.raises(SettingError, match=problem):
        read({**texts, key: value}, hashes_columns=False)
    del texts[key]
    with pytest.raises(SettingError, match=f"{key} has no value"):
        read(texts, hashes_columns=False)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def test_the_engines_are_those_of_the_components() -> None:
    assert [member.value for member in Engine] == [member.value for member in engine.Engine]
    assert set(measured.DPUS) == set(spark_job.WorkerType)


def test_the_constants_are_those_of_the_components() -> None:
    assert data_lake.NONCURRENT_DAYS == measured.NONCURRENT_DAYS
    assert queues.KEY_REUSE_SECONDS == measured.KEY_REUSE_SECONDS
    assert PROCESSOR_MB == measured.PROCESSOR_MB
    assert api_source.MEMORY_MB == measured.POLL_MEMORY_MB
    assert canary.MEMORY_MB == measured.CANARY_MEMORY_MB
    assert canary.RATE == "rate(1 minute)"
    assert measured.CANARY_RUNS_PER_DAY * 60 == measured.SECONDS_PER_DAY
    assert RECENT.total_seconds() == measured.CANARY_RECENT_SECONDS
    assert MOST_ROWS * len('"2026-11-29 20:15:00.123"') < 1.5 * measured.CANARY_RESULT_BYTES
    assert firehose_converter.RECORD_LIMIT_EVENTS == RECORD_LIMIT_EVENTS
    assert firehose_converter.BUFFERING_MB.allowed[0] == FIREHOSE_BUFFERING_MB
    assert firehose_converter.BUFFERING_SECONDS.allowed[0] == FIREHOSE_BUFFERING_SECONDS
    assert spark_job.WORKERS.default == measured.MODELS_WORKERS
    assert measured.MODELS_WORKER_TYPE == spark_job.WORKER_TYPE


def test_the_canarys_event_has_as_many_bytes() -> None:
    event = probe_event(CLICKSTREAM, marker(datetime.now(UTC)))
    assert len(json.dumps(event)) + 1 == measured.CANARY_EVENT_BYTES


def test_the_package_imports_neither_aws_nor_pulumi_nor_the_program() -> None:
    imported: set[str] = set()
    for path in (ROOT / "clickstream" / "cost").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    others = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert {".".join(name.split(".")[:2]) for name in others} == {
        "clickstream.cost",
        "clickstream.delivery",
    }, "docs/architecture.md has the table of imports"


def test_ephemeral_storage_is_that_of_the_component() -> None:
    for megabytes in range(1, function_storage.LARGEST_OBJECT_MB + 1):
        assert storage_mb(megabytes) == function_storage.storage_mb(megabytes)


def test_the_spark_job_receives_as_many_messages() -> None:
    source = (ROOT / "spark_src/clickstream_spark/object_queue.py").read_text(encoding="utf-8")
    assert f"MESSAGES_PER_REQUEST = {measured.SQS_BATCH_MESSAGES} " in source


@pytest.mark.parametrize("name", ENGINES)
def test_the_program_takes_the_changes_that_the_estimate_proposes(name: str) -> None:
    stack = replace(
        settings(engine=name), parquet_compression="snappy" if name == "firehose" else "zstd"
    )
    changes = dict(
        candidate.change.split(": ", 1)
        for candidate in CANDIDATES
        if candidate.apply(stack) or getattr(stack, candidate.name) == candidate.value
    )
    config = {key: value for key, value in changes.items() if value != '""'}
    assert resources_of({**ENGINES[name], **config}), "no setting is refused"


def test_the_lifecycle_is_that_of_the_deployed_buckets() -> None:
    days = {"rawInfrequentAccessDays": "40", "rawExpirationDays": "50"}
    found = resources_of({**days, "resultsExpirationDays": "3"})
    rules = [
        (rule["filter"]["prefix"], rule.get("expiration", {}).get("days"), rule.get("transitions"))
        for bucket in found["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"]
        for rule in bucket["rules"]
        if rule["filter"]["prefix"]
    ]
    moves = [{"days": 40, "storageClass": "STANDARD_IA"}]
    assert sorted(rules, key=str) == sorted(
        [
            ("raw/", 50, moves),
            ("errors/", 50, None),
            ("errors/", 50, None),
            ("quarantine/", 50, None),
            ("athena-results/", 3, None),
        ],
        key=str,
    ), "the estimate knows no other rule; the events table has none"


def billed_metrics(alarm: dict[str, Any]) -> int:
    """Return the metrics of an alarm; AWS bills each metric of an expression."""
    return len([query for query in alarm.get("metricQueries", []) if "metric" in query]) or 1


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        *((name, {}) for name in ENGINES),
        ("lambda", {"backfill": "true", "silenceMinutes": "30"}),
        ("lambda", {"apiUrl": "https://api.example/"}),
    ],
)
def test_monitoring_is_what_the_program_deploys(name: str, changes: dict[str, str]) -> None:
    texts = {key: _text(entry["default"]) for key, entry in DECLARED.items()}
    monitoring = monitoring_of(read({**texts, "engine": name, **changes}, hashes_columns=False))
    found = resources_of({**ENGINES[name], **changes})
    counts = {
        "alarms": sum(map(billed_metrics, found["aws:cloudwatch/metricAlarm:MetricAlarm"])),
        "composite_alarms": len(found["aws:cloudwatch/compositeAlarm:CompositeAlarm"]),
        "dashboards": len(found["aws:cloudwatch/dashboard:Dashboard"]),
    }
    assert counts == {field: getattr(monitoring, field) for field in counts}
    assert bool(monitoring.emails) == bool(found["aws:sns/topic:Topic"])


@pytest.mark.parametrize("compression", ["zstd", "snappy"])
def test_the_sizes_of_files_are_measured(compression: Any) -> None:
    large, small = measure(10_000, compression), measure(1000, compression)
    assert large.ratio == pytest.approx(measured.PARQUET_RATIO[compression], rel=0.05)
    assert large.gzip_bytes / large.json_bytes == pytest.approx(measured.GZIP_RATIO, rel=0.05)
    assert small.overhead_bytes == pytest.approx(measured.FILE_BYTES, rel=0.05)
    shares = query_shares(large.column_bytes)
    assert len(shares) > 10, "every named query of the table counts"
    mean = sum(shares.values()) / len(shares)
    assert mean == pytest.approx(measured.COLUMN_SHARE, rel=0.05)


def test_processor_time_is_within_the_range_of_the_benchmarks() -> None:
    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| this converter, all"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    seconds, cpu = float(cells[1]), float(cells[4])
    megabytes = float(cells[3]) * seconds
    # Machines differ by a factor of more than two.
    assert 1 / 3 < measured.CPU_SECONDS_PER_MB / (cpu / megabytes) < 3
    assert 1 / 2 < measured.BUSY_PROCESSORS / (cpu / seconds) < 2
