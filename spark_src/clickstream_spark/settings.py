"""Settings of the job, from the arguments of the deployment and of the run."""

from __future__ import annotations

import argparse
import json
import pkgutil
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import boto3

from clickstream.contract import Contract
from clickstream_spark.convert import ConversionRules
from clickstream_spark.read import RETRIES
from clickstream_spark.write import Lake

if TYPE_CHECKING:
    from collections.abc import Sequence

MIB = 1024 * 1024
# in this package in the deployed archive
CONTRACT_FILE, DERIVATIONS_FILE = "contract.json", "derivations.json"


@dataclass(frozen=True)
class Settings:
    """Settings of a run."""

    queue_url: str | None
    """Queue of new raw objects; may be None if `dates` are given."""
    raw_bucket: str
    raw_prefix: str
    dates: tuple[date, date] | None
    """First and last arrival date of a backfill, which leaves the queue alone."""
    lake: Lake
    rules: ConversionRules
    metrics_namespace: str


def parse(arguments: Sequence[str]) -> Settings:
    """Parse the arguments of the job, and ignore those that Glue adds.

    Raises:
        SystemExit: If an argument is missing or wrong.
    """
    parser = _parser()
    known, _ = parser.parse_known_args(arguments)
    dates = _dates(parser, known)
    if dates is None and known.queue_url is None:
        parser.error("give --from-date and --to-date, or --queue-url")
    contract = Contract.from_json(_packaged(CONTRACT_FILE))
    return Settings(
        queue_url=known.queue_url,
        raw_bucket=known.raw_bucket,
        raw_prefix=known.raw_prefix,
        dates=dates,
        lake=Lake(
            known.region,
            known.lake_bucket,
            known.events_prefix,
            known.quarantine_prefix,
            known.parquet_compression,
        ),
        rules=ConversionRules(
            contract=contract,
            derivations=json.loads(_packaged(DERIVATIONS_FILE)),
            earliest=known.earliest_event_date,
            max_future=timedelta(hours=known.max_future_hours),
            max_unpacked=known.max_object_mb * MIB,
            max_event=known.max_event_mb * MIB,
            protection_key=_secret(known.protection_key_secret_arn, known.region)
            if contract.hashes
            else None,
        ),
        metrics_namespace=known.metrics_namespace,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument(
        "--region",
        required=True,
        help="AWS region of the queue, the buckets, the secret and the metrics",
    )
    parser.add_argument("--queue-url")
    parser.add_argument("--raw-bucket", required=True)
    parser.add_argument("--raw-prefix", required=True)
    parser.add_argument(
        "--from-date",
        type=date.fromisoformat,
        help="first arrival date to convert, in ISO 8601",
    )
    parser.add_argument("--to-date", type=date.fromisoformat, help="last arrival date to convert")
    parser.add_argument("--lake-bucket", required=True)
    parser.add_argument("--events-prefix", required=True)
    parser.add_argument("--quarantine-prefix", required=True)
    parser.add_argument("--parquet-compression", required=True)
    parser.add_argument("--earliest-event-date", type=date.fromisoformat, required=True)
    parser.add_argument("--max-future-hours", type=int, required=True)
    parser.add_argument("--max-object-mb", type=int, required=True)
    parser.add_argument("--max-event-mb", type=int, required=True)
    parser.add_argument("--metrics-namespace", required=True)
    parser.add_argument("--protection-key-secret-arn")
    return parser


def _dates(parser: argparse.ArgumentParser, known: argparse.Namespace) -> tuple[date, date] | None:
    first: date | None = known.from_date
    last: date | None = known.to_date
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        parser.error(
            f"--from-date is {first} and --to-date is {last}; give both, the earlier one first"
        )
    return first, last


def _packaged(name: str) -> str:
    content = pkgutil.get_data("clickstream_spark", name)  # works in a directory and in an archive
    if content is None:
        msg = f"the package has no {name}; deploy it with the compiled contract"
        raise FileNotFoundError(msg)
    return content.decode()


def _secret(arn: str, region: str) -> bytes:
    return (
        boto3.client("secretsmanager", region_name=region, config=RETRIES)
        .get_secret_value(SecretId=arn)["SecretString"]
        .encode()
    )
