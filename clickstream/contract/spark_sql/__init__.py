"""Spark SQL of a contract: schema as DDL, and the SQL of its derived columns.

A derived column is written in Polars SQL. A deployment translates it to Spark SQL, so that the
Spark job needs no parser. `translator` covers the part of SQL that has the same value in Polars and
in Spark; tests compare both. It rejects all other SQL, because the values of a column must not
depend on the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot.errors import ParseError

from clickstream.contract.spark_sql.errors import UnsupportedSqlError
from clickstream.contract.spark_sql.translator import DATE_PARTS, Translator
from clickstream.contract.spark_sql.typed_sql import as_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.contract.model import Column, Contract

__all__ = ["DATE_PARTS", "ddl", "derivations"]


def ddl(columns: Iterable[Column]) -> str:
    """Return the Spark schema of `columns`, in order, as DDL."""
    return ", ".join(f"`{column.name}` {column.data_type.spark_type()}" for column in columns)


def derivations(contract: Contract) -> dict[str, str]:
    """Return the Spark SQL of each derived column, in order; each may use the ones before it.

    As in `polars_schema.derivation`, a value that does not fit the type of the column is null, and
    so is a double that is not finite.

    Raises:
        ContractError: If the logic uses SQL or a type that is not translated.
    """
    known = {column.name: column for column in contract.input_columns}
    translated: dict[str, str] = {}
    for column in contract.derived_columns:
        try:
            tree = sqlglot.parse_one(column.logic or "", read="duckdb")
            translated[column.name] = as_column(Translator(known).translate(tree), column)
        except ParseError as error:
            raise contract.error(
                column.name,
                f"transformLogic {column.logic!r} cannot be translated to Spark SQL: "
                "it does not parse",
                "Correct the SQL expression",
            ) from error
        except UnsupportedSqlError as error:
            raise contract.error(
                column.name,
                f"transformLogic {column.logic!r} cannot be translated to Spark SQL: "
                f"{error.problem}",
                error.remedy,
            ) from error
        known[column.name] = column
    return translated
