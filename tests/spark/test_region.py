"""Clients of the job on a machine without a region, as in Glue."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import NoRegionError

from clickstream.contract import Protection, spark_sql
from clickstream_spark import main, read, settings
from clickstream_spark.arrow import pa
from clickstream_spark.report import Report
from tests.spark.job_arguments import JOB_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clickstream.contract import Contract

REGION = "eu-west-3"
KEY = "raw/year=2025/month=11/day=26/a.json"
NOTIFICATION = json.dumps({"Records": [{"s3": {"bucket": {"name": "r"}, "object": {"key": KEY}}}]})
ARGUMENTS = {
    **JOB_ARGUMENTS,
    "--region": REGION,
    "--protection-key-secret-arn": "arn:secret",
}

Asked = set[tuple[str, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Asked]:
    """Remove all regions, and record the called operations with the region of their client."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with pytest.raises(NoRegionError):
        boto3.client("sqs")
    answers: dict[str, list[dict[str, Any]]] = {
        "GetSecretValue": [{"SecretString": "a key of 16 bytes"}],
        "ReceiveMessage": [{"Messages": [{"ReceiptHandle": "1", "Body": NOTIFICATION}]}],
        "ListObjectsV2": [{"Contents": [{"Key": KEY}]}],
        "GetObject": [{"Body": io.BytesIO(b"{}"), "LastModified": datetime.now(UTC)}],
    }
    calls: Asked = set()

    def answer(client: BaseClient, operation: str, _: object) -> dict[str, Any]:
        calls.add((operation, client.meta.region_name))
        return answers[operation].pop() if answers.get(operation) else {}

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    read.s3_client.cache_clear()
    yield calls
    read.s3_client.cache_clear()


@pytest.fixture
def hashing(clickstream: Contract, monkeypatch: pytest.MonkeyPatch) -> Contract:
    """Package a contract that hashes its restricted columns, so that the job fetches the key."""
    contract = replace(
        clickstream,
        columns=tuple(
            replace(column, protection=column.protection and Protection.HASH)
            for column in clickstream.columns
        ),
    )
    files = {
        "contract.json": contract.to_json(),
        "derivations.json": json.dumps(spark_sql.derivations(contract)),
    }

    def packaged(_package: str, name: str) -> bytes:
        return files[name].encode()

    monkeypatch.setattr(settings.pkgutil, "get_data", packaged)
    return contract


def run(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Run the job's driver with nothing converted."""

    def convert(*_: object) -> list[Report]:
        return [Report(0, f"s3://r/{KEY}", lines=1, rows=1)]

    monkeypatch.setattr(main, "convert", convert)
    given = {**ARGUMENTS, **{f"--{key.replace('_', '-')}": value for key, value in more.items()}}
    main.run(cast("Any", None), settings.parse([part for pair in given.items() for part in pair]))


@pytest.mark.usefixtures("hashing")
def test_the_drivers_clients_have_the_deployments_region(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, queue_url="https://sqs/q")
    assert asked == {
        (operation, REGION)
        for operation in ("GetSecretValue", "ReceiveMessage", "DeleteMessageBatch", "PutMetricData")
    }


@pytest.mark.usefixtures("hashing")
def test_a_backfills_clients_have_the_deployments_region(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, from_date="2025-11-26", to_date="2025-11-26")
    assert asked == {
        (operation, REGION) for operation in ("GetSecretValue", "ListObjectsV2", "PutMetricData")
    }


def test_a_workers_client_has_the_deployments_region(asked: Asked, hashing: Contract) -> None:
    objects = pa.RecordBatch.from_pylist(
        [{"number": 0, "bucket": "r", "key": KEY, "version": None}]
    )
    rules = settings.parse(
        [part for pair in {**ARGUMENTS, "--queue-url": "https://sqs/q"}.items() for part in pair]
    ).rules
    limits = read.ReadLimits(rules.max_unpacked, rules.max_event, rules.max_future)
    batches = list(read.reader(hashing, REGION, limits)([objects]))
    assert sum(batch.num_rows for batch in batches) == 2, (
        "the object's line and its summary were read"
    )
    assert ("GetObject", REGION) in asked
    assert read.s3_client(REGION).meta.region_name == REGION, (
        "reader and writer use the same client"
    )
