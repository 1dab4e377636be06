"""Copies of Glue tables that open-source Trino reads.

Athena projects partitions that Trino cannot: dates in steps of YEARS, and ranges that end with
`NOW+1YEARS`. The copy of a table has the same values of each partition key, in Trino's terms. The
definition of a view names a catalog and a database: its copy reads the copied tables.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from clickstream.contract.views import PARAMETERS, PREFIX, SUFFIX, TABLE_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE_INPUT = ("Name", "Description", "StorageDescriptor", "PartitionKeys", "TableType")
"""Members of a Glue table that a request to create it has too, without its parameters."""
VIEW_INPUT = ("Parameters", "ViewOriginalText", "ViewExpandedText")
"""Members of a view that a request to create it has too."""
RELATIVE_YEAR = re.compile(r"NOW([+-]\d+)YEARS")
YEAR_AHEAD, DAYS_AHEAD = "NOW+1YEARS", "NOW+366DAYS"


def copy_name(database: str) -> str:
    """Return the name of the database with the copies of a database's tables."""
    return f"{database}_trino"


def copy_tables(glue: Any, database: str, catalog: str) -> str:
    """Copy every table and view of a database into a second one, in Trino's terms.

    Tables that were copied before are replaced, so that the copy follows a change.

    Args:
        glue: Glue client.
        database: Database of the tables.
        catalog: Trino's catalog, in which the views read.

    Returns:
        Name of the second database.
    """
    copy = copy_name(database)
    names = _names(glue, database)
    if copy not in {each["Name"] for each in glue.get_databases()["DatabaseList"]}:
        glue.create_database(DatabaseInput={"Name": copy})
    for name in _names(glue, copy):
        glue.delete_table(DatabaseName=copy, Name=name)
    for name in names:
        table = glue.get_table(DatabaseName=database, Name=name)["Table"]
        copied = (
            view_in_trinos_terms(table, catalog=catalog, database=copy)
            if table.get("TableType") == TABLE_TYPE
            else in_trinos_terms(table, year=datetime.now(UTC).year)
        )
        glue.create_table(DatabaseName=copy, TableInput=copied)
    return copy


def _names(glue: Any, database: str) -> list[str]:
    pages = glue.get_paginator("get_tables").paginate(DatabaseName=database)
    return [table["Name"] for page in pages for table in page["TableList"]]


def in_trinos_terms(table: Mapping[str, Any], *, year: int) -> dict[str, Any]:
    """Return the input of a Glue table that open-source Trino reads as Athena reads `table`.

    Args:
        table: Table as Glue returns it.
        year: Current year.
    """
    kept = {member: table[member] for member in TABLE_INPUT if table.get(member)}
    # Glue answers 0; the emulator leaves null, which Trino refuses.
    storage = {**kept["StorageDescriptor"]}
    storage["NumberOfBuckets"] = storage.get("NumberOfBuckets") or 0
    parameters: dict[str, str] = dict(table.get("Parameters") or {})
    for key in cast("list[dict[str, str]]", kept.get("PartitionKeys", [])):
        _project(parameters, f"projection.{key['Name']}", year)
    return {**kept, "StorageDescriptor": storage, "Parameters": parameters}


def view_in_trinos_terms(view: Mapping[str, Any], *, catalog: str, database: str) -> dict[str, Any]:
    """Return the input of a Glue table that open-source Trino reads as Athena reads a view.

    Args:
        view: View as Glue returns it.
        catalog: Trino's catalog with the tables that the view reads.
        database: Database of them.
    """
    encoded = view["ViewOriginalText"].removeprefix(PREFIX).removesuffix(SUFFIX)
    stored = {**json.loads(base64.b64decode(encoded)), "catalog": catalog, "schema": database}
    text = base64.b64encode(json.dumps(stored).encode()).decode()
    kept = {member: view[member] for member in (*TABLE_INPUT, *VIEW_INPUT) if view.get(member)}
    storage = {**kept["StorageDescriptor"], "NumberOfBuckets": 0}
    return {
        **kept,
        # Glue answers no description; the emulator answers '', which Trino takes for the comment.
        "Description": PARAMETERS["comment"],
        "StorageDescriptor": storage,
        "ViewOriginalText": f"{PREFIX}{text}{SUFFIX}",
    }


def _project(parameters: dict[str, str], key: str, year: int) -> None:
    """Replace the projection of a partition key by dates, in the parameters of a table."""
    if parameters.get(f"{key}.type") != "date":
        return
    first, last = parameters[f"{key}.range"].split(",")
    if parameters.get(f"{key}.interval.unit") == "YEARS":
        for member in ("format", "interval", "interval.unit"):
            parameters.pop(f"{key}.{member}", None)
        years = ",".join(_year(bound, year) for bound in (first, last))
        parameters |= {f"{key}.type": "integer", f"{key}.range": years, f"{key}.digits": "4"}
    else:
        parameters[f"{key}.range"] = f"{first},{last.replace(YEAR_AHEAD, DAYS_AHEAD)}"


def _year(bound: str, year: int) -> str:
    relative = RELATIVE_YEAR.fullmatch(bound)
    return str(year + int(relative[1])) if relative else bound
