"""Read a contract file in the Open Data Contract Standard, version 3, and refuse what cannot be honoured.

https://bitol-io.github.io/open-data-contract-standard/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import TYPE_CHECKING

import polars as pl
import yaml
from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, SchemaProperty
from pydantic import ValidationError

from clickstream.contract import frames, limits
from clickstream.contract.model import (
    LINEAGE,
    PARTITION_FORMATS,
    Column,
    ColumnType,
    Contract,
    ContractError,
    PartitionKey,
    Protection,
)

if TYPE_CHECKING:
    from pathlib import Path

# what Glue, Athena and Spark all take without quotes; Glue lowers the case
NAME = re.compile(r"[a-z_][a-z0-9_]*")
PARTITION_LOGIC = re.compile(r"STRFTIME\(\s*(\w+)\s*,\s*'([^']*)'\s*\)", re.IGNORECASE)
TEXT_LITERAL = re.compile("'[^']*'")
CLOCK = re.compile(r"\bNOW\s*\(|\bCURRENT_(DATE|TIME|TIMESTAMP)\b", re.IGNORECASE)
AWKWARD: dict[ColumnType, tuple[object, ...]] = {
    ColumnType.BIGINT: (None, 0, -1, 7, 2**63 - 1),
    ColumnType.BOOLEAN: (None, True, False),
    ColumnType.DOUBLE: (None, 0.0, -1.5, 7.25, 1e300),
    ColumnType.STRING: (None, "", "text", "7", "東京 - a/b?c=d@e"),
    ColumnType.TIMESTAMP: (
        None,
        datetime(1970, 1, 1),  # noqa: DTZ001 - UTC, as everywhere in the table
        datetime(2024, 2, 29),  # noqa: DTZ001 - UTC, as everywhere in the table
        datetime(2025, 12, 31, 23, 59, 59),  # noqa: DTZ001 - UTC, as everywhere in the table
    ),
}
"""Values that a derivation must take without failing: what fails on one of these fails on some event, and costs its whole object."""


@dataclass(frozen=True)
class _File:
    """The file being read, for the errors' sake."""

    path: Path

    def refuse(self, column: str | None, problem: str, remedy: str) -> ContractError:
        where = f"{self.path}, column {column!r}" if column else str(self.path)
        return ContractError(f"{where}: {problem}. {remedy}.")


def read_contract(path: Path) -> Contract:
    """Read and check a contract file.

    Raises:
        ContractError: If the file is missing, is not a contract, or asks for what cannot be
            honoured. The message names the file, the column and the remedy.
    """
    file = _File(path)
    parsed = _parse(file)
    table = _schema_object(file, parsed)
    properties = table.properties or []
    _check_names(file, properties)
    data = [prop for prop in properties if not prop.partitioned]
    columns = tuple(_column(file, prop) for prop in data)
    partition_keys, event_time = _partitions(
        file, [prop for prop in properties if prop.partitioned], columns
    )
    _check_sources(file, columns)
    _check_derivations(file, columns)
    return Contract(
        table=_table_name(file, table.physicalName or table.name),
        version=parsed.version or "0",
        description=" ".join((table.description or "").split()),
        columns=columns,
        partition_keys=partition_keys,
        event_time=event_time,
        primary_key=_primary_key(file, data, columns),
        sort_by=_sort_by(file, data, columns),
    )


@dataclass(frozen=True)
class Table:
    """A table that a contract file declares, of columns alone: what fills it stands elsewhere."""

    name: str
    description: str
    columns: tuple[Column, ...]


def read_tables(path: Path) -> tuple[Table, ...]:
    """Read and check a contract file of several tables, in the file's order.

    Raises:
        ContractError: As `read_contract`; and if two tables have one name, or a column has what
            only an event's column can have.
    """
    file = _File(path)
    tables = tuple(
        Table(
            _table_name(file, table.physicalName or table.name),
            " ".join((table.description or "").split()),
            _plain_columns(file, table),
        )
        for table in _parse(file).schema_ or []
    )
    names = [table.name for table in tables]
    if not names or len(set(names)) < len(names):
        raise file.refuse(
            None,
            f"it describes the tables {', '.join(names) or 'none'}",
            "Describe one table or more, each under its own name",
        )
    return tables


def _plain_columns(file: _File, table: SchemaObject) -> tuple[Column, ...]:
    properties = table.properties or []
    _check_names(file, properties)
    for prop in properties:
        if (
            prop.partitioned
            or prop.transformLogic
            or prop.transformSourceObjects
            or prop.classification == "restricted"
        ):
            raise file.refuse(
                prop.name,
                "it is partitioned, derived, read from a key, or restricted",
                "Keep name, type and description; say the rest in SQL",
            )
    return tuple(_column(file, prop) for prop in properties)


def _parse(file: _File) -> OpenDataContractStandard:
    if not file.path.is_file():
        raise file.refuse(
            None,
            "no such file",
            "Set `contract` to the path of an ODCS v3 file, such as contracts/clickstream.odcs.yaml",
        )
    try:
        parsed = OpenDataContractStandard.from_string(file.path.read_text(encoding="utf-8"))
    except (ValidationError, yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
        raise file.refuse(
            None,
            f"not a contract of the Open Data Contract Standard: {error}",
            "Compare it with contracts/clickstream.odcs.yaml",
        ) from error
    if not (parsed.apiVersion or "").startswith("v3."):
        raise file.refuse(
            None,
            f"apiVersion is {parsed.apiVersion!r}",
            "Use version 3 of the standard, such as `apiVersion: v3.1.0`",
        )
    return parsed


def _schema_object(file: _File, parsed: OpenDataContractStandard) -> SchemaObject:
    objects = parsed.schema_ or []
    if len(objects) != 1:
        raise file.refuse(
            None,
            f"it describes {len(objects)} tables",
            "Describe one table per file, under `schema`",
        )
    return objects[0]


def _table_name(file: _File, name: str | None) -> str:
    if not name or not NAME.fullmatch(name):
        raise file.refuse(
            None, f"the table's name is {name!r}", "Use lower-case letters, digits and underscores"
        )
    if len(name) > limits.TABLE_NAME:
        problem = f"the table's name has {len(name)} characters: {name!r}"
        raise file.refuse(
            None,
            problem,
            f"Use {limits.TABLE_NAME} or fewer: Glue takes {limits.GLUE_NAME}, and `{limits.QUARANTINE_SUFFIX}` is added to it",
        )
    return name


def _check_names(file: _File, properties: list[SchemaProperty]) -> None:
    names = [_name(file, prop) for prop in properties]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise file.refuse(repeated[0], "two columns have this name", "Rename one")


def _name(file: _File, prop: SchemaProperty) -> str:
    name = prop.name or ""
    if not name:
        raise file.refuse(None, "a column has no name", "Give every entry of `properties` a `name`")
    if not NAME.fullmatch(name):
        raise file.refuse(
            name,
            "Glue cannot hold this name",
            "Use lower-case letters, digits and underscores; name the JSON key in transformSourceObjects",
        )
    if len(name) > limits.GLUE_NAME:
        raise file.refuse(
            name,
            f"the name has {len(name)} characters",
            f"Use {limits.GLUE_NAME} or fewer: Glue takes no more",
        )
    if name in {column.name for column in LINEAGE}:
        raise file.refuse(
            name, "this name is reserved for a column that the converter adds", "Rename the column"
        )
    return name


def _column(file: _File, prop: SchemaProperty) -> Column:
    name = _name(file, prop)
    try:
        column_type = ColumnType(prop.physicalType or "")
    except ValueError as error:
        allowed = ", ".join(ColumnType)
        raise file.refuse(
            name, f"physicalType {prop.physicalType!r} is not known", f"Use one of {allowed}"
        ) from error
    if prop.transformLogic and prop.transformSourceObjects:
        raise file.refuse(
            name,
            "it has both transformLogic and transformSourceObjects",
            "Keep one: a column is derived or read",
        )
    if prop.transformLogic and prop.required:
        raise file.refuse(
            name, "a derived column cannot be required of the producer", "Remove `required`"
        )
    return Column(
        name=name,
        type=column_type,
        description=" ".join((prop.description or "").split()),
        required=bool(prop.required),
        sources=() if prop.transformLogic else tuple(prop.transformSourceObjects or [name]),
        logic=prop.transformLogic,
        protection=_protection(file, prop, column_type),
    )


def _custom(prop: SchemaProperty, name: str) -> object | None:
    return next(
        (custom.value for custom in prop.customProperties or [] if custom.property == name), None
    )


def _protection(file: _File, prop: SchemaProperty, column_type: ColumnType) -> Protection | None:
    value = _custom(prop, "protection")
    if (prop.classification or "").lower() != "restricted":
        if value is not None:
            raise file.refuse(
                prop.name,
                "it has a protection but is not restricted",
                "Add `classification: restricted`, or remove the protection",
            )
        return None
    try:
        protection = Protection(str(value or Protection.DROP))
    except ValueError as error:
        raise file.refuse(
            prop.name, f"protection {value!r} is not known", f"Use one of {', '.join(Protection)}"
        ) from error
    if protection is Protection.HASH and column_type is not ColumnType.STRING:
        raise file.refuse(
            prop.name,
            f"a hash is text, and the column's type is {column_type}",
            "Make it a string, or drop or keep it",
        )
    return protection


def _partitions(
    file: _File, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> tuple[tuple[PartitionKey, ...], str]:
    if not props:
        raise file.refuse(
            None,
            "no column is partitioned",
            "Partition by event date: see year, month and day in contracts/clickstream.odcs.yaml",
        )
    keys: list[PartitionKey] = []
    times: set[str] = set()
    for prop in sorted(props, key=lambda prop: prop.partitionKeyPosition or 0):
        logic = PARTITION_LOGIC.fullmatch((prop.transformLogic or "").strip())
        if not logic or logic[2] not in PARTITION_FORMATS:
            formats = ", ".join(PARTITION_FORMATS)
            raise file.refuse(
                prop.name,
                f"transformLogic {prop.transformLogic!r} is not an event date that partitions can be made of",
                f"Use STRFTIME(<timestamp column>, '<one of {formats}>')",
            )
        if prop.physicalType != "string":
            raise file.refuse(
                prop.name,
                f"a partition's physicalType is string, not {prop.physicalType!r}",
                "Use `physicalType: string`",
            )
        times.add(logic[1])
        keys.append(
            PartitionKey(_name(file, prop), logic[2], " ".join((prop.description or "").split()))
        )
    event_time = next((column for column in columns if column.name in times), None)
    if (
        len(times) != 1
        or event_time is None
        or event_time.type is not ColumnType.TIMESTAMP
        or not event_time.required
        or not event_time.stored
    ):
        raise file.refuse(
            props[0].name,
            f"partitions are derived from {', '.join(sorted(times))}",
            "Derive all of them from one timestamp column that is required and stored",
        )
    _check_partitions_tell_days_apart(file, keys)
    return tuple(keys), event_time.name


def _check_partitions_tell_days_apart(file: _File, keys: list[PartitionKey]) -> None:
    formats = {key.date_format for key in keys}
    if "%Y-%m-%d" not in formats and not {"%Y", "%m", "%d"} <= formats:
        raise file.refuse(
            keys[0].name,
            "the partitions do not tell one event date from another",
            "Partition by %Y, %m and %d, or by %Y-%m-%d",
        )


def _primary_key(
    file: _File, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> str | None:
    keys = [prop for prop in props if prop.primaryKey]
    if not keys:
        return None
    if len(keys) > 1 or keys[0].physicalType != "string" or keys[0].transformLogic:
        raise file.refuse(
            keys[-1].name,
            "the primary key must be one string column that is read from the event",
            "Keep one such column",
        )
    key = next(column for column in columns if column.name == keys[0].name)
    if not key.stored:
        raise file.refuse(
            key.name, "the primary key is restricted and dropped", "Protect it by `hash` or `keep`"
        )
    return key.name


def _sort_by(
    file: _File, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> tuple[str, ...]:
    positions: dict[int, str] = {}
    for prop, column in zip(props, columns, strict=True):
        position = _custom(prop, "sortKeyPosition")
        if position is None:
            continue
        if not isinstance(position, int) or position < 1 or position in positions:
            raise file.refuse(
                column.name,
                f"sortKeyPosition is {position!r}",
                "Give each sort column a whole number of its own, from 1",
            )
        if not column.stored:
            raise file.refuse(
                column.name,
                "rows cannot be sorted by a column that is not stored",
                "Remove sortKeyPosition",
            )
        positions[position] = column.name
    return tuple(positions[position] for position in sorted(positions))


def _check_sources(file: _File, columns: tuple[Column, ...]) -> None:
    """Refuse a JSON key that two columns are read from: one would be empty, or hold what the other one is to protect."""
    readers: dict[str, str] = {}
    for column in columns:
        for source in column.sources:
            if readers.setdefault(source, column.name) != column.name:
                raise file.refuse(
                    column.name,
                    f"the JSON key {source!r} is read into column {readers[source]!r} already",
                    "Name it in one transformSourceObjects",
                )


def _check_derivations(file: _File, columns: tuple[Column, ...]) -> None:
    """Run every derivation on a few awkward events: it must parse, use columns before it only, and stay within its event."""
    table = _awkward_events(columns)
    for column in columns:
        if column.logic is None:
            continue
        try:
            expression = frames.derivation(column)
            derived = table.with_columns(expression)
            one_by_one = pl.concat(
                table[row].with_columns(expression) for row in range(table.height)
            )
        except pl.exceptions.PolarsError as error:
            words = str(error).partition("\n")[0]
            known = ", ".join(table.columns)
            raise file.refuse(
                column.name,
                f"transformLogic {column.logic!r} fails: {words}",
                f"Use SQL that Polars understands, over the columns {known}",
            ) from error
        if CLOCK.search(TEXT_LITERAL.sub("", column.logic)) or not derived.equals(one_by_one):
            problem = f"transformLogic {column.logic!r} depends on more than the event itself"
            raise file.refuse(
                column.name,
                problem,
                "Use no aggregate, window function or clock: a replay must give the same value",
            )
        table = derived


def _awkward_events(columns: tuple[Column, ...]) -> pl.DataFrame:
    """Return events with the values that SQL stumbles over, each twice, so that an aggregate of equals shows."""
    values = {column.name: AWKWARD[column.type] for column in columns if column.logic is None}
    height = max(len(options) for options in AWKWARD.values())
    padded = {
        name: [*options, *repeat(None, height - len(options))] for name, options in values.items()
    }
    once = pl.DataFrame(
        padded, schema=frames.schema(column for column in columns if column.logic is None)
    )
    return pl.concat([once, once])
