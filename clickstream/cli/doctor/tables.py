"""Checks of the tables: schema, partitions, and a query of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from clickstream.cli.athena import Lake
from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import REDEPLOY, Check, Outcome, failed, ok
from clickstream.cli.errors import CliError
from clickstream.contract import glue_columns
from clickstream.contract.firehose_conversion import ARRIVAL_PARTITION, delivered_columns
from clickstream.contract.model import (
    QUARANTINE_COLUMNS,
    QUARANTINE_PARTITIONS,
    PartitionKey,
    partition_path,
)
from clickstream.contract.odcs import read_contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_glue.type_defs import TableTypeDef

    from clickstream.cli.target import Target
    from clickstream.contract import Column

EVENTS, QUARANTINE = "events table", "quarantine table"
EVENTS_QUERY, QUARANTINE_QUERY = "query of the events table", "query of the quarantine table"
PREFIXES = {EVENTS: "events/", QUARANTINE: "quarantine/"}
FAILED_CRAWLS = {"FAILED", "CANCELLED"}


@dataclass(frozen=True)
class Table:
    """Table of a stack, as the program declares it."""

    kind: str
    """`EVENTS` or `QUARANTINE`."""
    output: str
    """Name of the stack output with its name."""
    crawler_output: str


TABLES = (
    Table(EVENTS, "table", "events_crawler"),
    Table(QUARANTINE, "quarantine_table", "quarantine_crawler"),
)


def checks(target: Target) -> list[Check]:
    """Return the checks of the tables that the stack has."""
    events, quarantine = TABLES
    found = [
        Check(EVENTS, lambda target: _schema(target, events), (OUTPUTS,)),
        Check(EVENTS_QUERY, lambda target: _query(target, events), (EVENTS,)),
    ]
    if target.outputs.get("quarantine_table"):
        found += [
            Check(QUARANTINE, lambda target: _schema(target, quarantine), (OUTPUTS,)),
            Check(QUARANTINE_QUERY, lambda target: _query(target, quarantine), (QUARANTINE,)),
        ]
    return found


def partition_condition(keys: Iterable[PartitionKey], day: date) -> str:
    """Return the SQL condition of the partition of a day."""
    pairs = (part.partition("=") for part in partition_path(tuple(keys), day).split("/"))
    return " AND ".join(f"{name} = '{value}'" for name, _, value in pairs)


def events_keys(target: Target) -> tuple[PartitionKey, ...]:
    """Return the partition keys of the events table."""
    return _declared(target, TABLES[0], _read(target, TABLES[0]))[1]


def is_crawled(target: Target) -> bool:
    """Return whether crawlers add the partitions of the tables."""
    return bool(target.outputs.get("events_crawler"))


def _read(target: Target, table: Table) -> TableTypeDef:
    response = target.client("glue").get_table(
        DatabaseName=target.output("database"), Name=target.output(table.output)
    )
    return response["Table"]


def _declared(
    target: Target, table: Table, actual: TableTypeDef
) -> tuple[tuple[Column, ...], tuple[PartitionKey, ...]]:
    """Return the columns and the partition keys that a table is declared with."""
    if table.kind == QUARANTINE:
        return QUARANTINE_COLUMNS, QUARANTINE_PARTITIONS
    contract = read_contract(target.contract_path)
    if target.output("engine") != "firehose":
        return contract.table_columns, contract.partition_keys
    by_arrival = [key["Name"] for key in actual.get("PartitionKeys", [])] == [
        ARRIVAL_PARTITION.name
    ]
    keys = (ARRIVAL_PARTITION,) if by_arrival else contract.partition_keys
    return delivered_columns(contract), keys


def _schema(target: Target, table: Table) -> Outcome:
    actual = _read(target, table)
    columns, keys = _declared(target, table, actual)
    storage = actual.get("StorageDescriptor", {})
    types = {column["Name"]: column.get("Type", "") for column in storage.get("Columns", [])}
    different = [
        f"{column['name']} is {types.get(column['name'], 'missing')}, not {column['type']}"
        for column in glue_columns.columns(columns)
        if types.get(column["name"]) != column["type"]
    ]
    if different:
        return failed(
            f"{actual['Name']} has other columns than {target.contract_path}: "
            + "; ".join(different),
            "Deploy the file: `pulumi up`; or check out the version that was deployed.",
        )
    location = f"s3://{target.output('lake_bucket')}/{PREFIXES[table.kind]}"
    if storage.get("Location", "").rstrip("/") != location.rstrip("/"):
        return failed(f"{actual['Name']} is at {storage.get('Location')}, not {location}", REDEPLOY)
    parameters = actual.get("Parameters", {})
    if parameters.get("projection.enabled") == "true":
        return _projection(actual, keys, location, parameters)
    return _crawler(target, table, actual)


def _projection(
    actual: TableTypeDef,
    keys: tuple[PartitionKey, ...],
    location: str,
    parameters: Mapping[str, str],
) -> Outcome:
    """Compare the projection of partitions with the paths that the converter writes."""
    names = [key["Name"] for key in actual.get("PartitionKeys", [])]
    template = location + "/".join(f"{key.name}=${{{key.name}}}" for key in keys) + "/"
    if names != [key.name for key in keys]:
        return failed(f"{actual['Name']} has the partition keys {', '.join(names)}", REDEPLOY)
    if parameters.get("storage.location.template") != template:
        return failed(
            f"{actual['Name']} projects {parameters.get('storage.location.template')}, not {template}",
            REDEPLOY,
        )
    without = [name for name in names if not parameters.get(f"projection.{name}.type")]
    if without:
        return failed(f"{actual['Name']} projects no {', '.join(without)}", REDEPLOY)
    return ok(f"{actual['Name']} has the contract's columns, and projects {template}")


def _crawler(target: Target, table: Table, actual: TableTypeDef) -> Outcome:
    name = str(target.outputs.get(table.crawler_output) or "")
    if not name:
        return failed(
            f"{actual['Name']} has neither partition projection nor a crawler, so that no partition "
            "can be queried",
            REDEPLOY,
        )
    crawler = target.client("glue").get_crawler(Name=name)["Crawler"]
    last = crawler.get("LastCrawl", {})
    status = last.get("Status", "")
    if status in FAILED_CRAWLS:
        return failed(
            f"the last crawl of {name} {status.lower()}: {last.get('ErrorMessage', 'no reason given')}",
            "Fix the reason, then `clickstream crawl`.",
        )
    return ok(
        f"{actual['Name']} has the contract's columns; last crawl of {name}: {status or 'none yet'}"
    )


def _query(target: Target, table: Table) -> Outcome:
    """Read one row of today's partition, which lists no other partition."""
    keys = (
        QUARANTINE_PARTITIONS
        if table.kind == QUARANTINE
        else _declared(target, table, _read(target, table))[1]
    )
    name = target.output(table.output)
    condition = partition_condition(keys, datetime.now(UTC).date())
    try:
        result = Lake(target).run(
            f"SELECT 1 FROM {name} WHERE {condition} LIMIT 1",  # noqa: S608 - a stack's own names
            name=f"row of {name}",
        )
    except CliError as error:
        return failed(
            f"{error.message}. {error.remedy}",
            "Check the rights on the workgroup, the tables and the buckets, and the files of today.",
        )
    rows = "has rows of today" if result.rows else "has no row of today"
    return ok(f"{name} can be queried in {result.milliseconds} ms, and {rows}")
