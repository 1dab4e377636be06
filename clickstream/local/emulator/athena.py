"""Patch of MiniStack's Athena: statements run in the project's engine.

MiniStack keeps the API: workgroups, query executions, pages of results. Submission, execution and
the file of the result are replaced, because MiniStack runs the statement's text in DuckDB, reads
every file of a table, and knows neither parameters nor the scan limit.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any, TypedDict

from clickstream.local.emulator.athena_catalog import GlueCatalog
from clickstream.local.emulator.athena_store import EmulatorStore
from clickstream.local.emulator.metric_store import record
from clickstream.local.emulator.ministack import members, replace
from clickstream.local.sql.engine import Engine
from clickstream.local.sql.query_errors import QueryError
from clickstream.local.sql.statements import statement_type
from clickstream.local.sql.store import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from clickstream.local.sql.engine import Result

    Response = tuple[int, Mapping[str, str], bytes]

OK = 200


class Results(TypedDict):
    """Result of a statement, as MiniStack keeps it."""

    columns: list[str]
    rows: list[list[str | None]]


def patch_athena(directory: Path) -> Engine:
    """Replace the functions of MiniStack that start and execute statements.

    Args:
        directory: Directory for copies of the objects that queries read.

    Returns:
        The engine that runs the statements.
    """
    athena = members("athena", "_start_query_execution", "_execute_query", "_detect_statement_type", "_get_query_results", "_executions", "_workgroups", "error_response_json")  # fmt: skip
    store = EmulatorStore(directory)
    engine = Engine(GlueCatalog(), store)
    executions, workgroups = athena["_executions"], athena["_workgroups"]

    async def execute(query_id: str, sql: str, database: str, *_: object) -> None:
        execution = executions[query_id]
        workgroup = workgroups.get(execution["WorkGroup"], {})
        limit = workgroup.get("Configuration", {}).get("BytesScannedCutoffPerQuery")
        await asyncio.to_thread(
            _execute, engine, store, execution, sql=sql, database=database, limit=limit
        )
        if workgroup.get("Configuration", {}).get("PublishCloudWatchMetricsEnabled", True):
            _record_scanned_bytes(execution)

    replace("athena", "_start_query_execution", _submission(engine, athena))
    replace("athena", "_execute_query", execute)
    replace("athena", "_get_query_results", _with_digits(athena))
    replace("athena", "_detect_statement_type", statement_type)
    return engine


def _submission(engine: Engine, athena: Mapping[str, Any]) -> Callable[[dict[str, Any]], Response]:
    """Return the function that answers StartQueryExecution."""
    start: Callable[[dict[str, Any]], Response] = athena["_start_query_execution"]

    def submit(data: dict[str, Any]) -> Response:
        parameters: list[str] = data.get("ExecutionParameters") or []
        try:
            statement = engine.prepare(data.get("QueryString", ""), parameters)
            engine.check(statement)
        except QueryError as error:
            return athena["error_response_json"](
                "InvalidRequestException",
                error.message,
                400,
                extra={"AthenaErrorCode": "MALFORMED_QUERY"},
            )
        response = start(data)
        if response[0] == OK:
            # The statement runs when the event loop is free again, after this.
            query_id = json.loads(response[2])["QueryExecutionId"]
            execution = athena["_executions"][query_id]
            execution["ExecutionParameters"] = parameters
            configuration = execution["ResultConfiguration"]
            location = configuration["OutputLocation"].removesuffix(f"{query_id}.csv")
            ending = "csv" if execution["StatementType"] == "DML" else "txt"
            configuration["OutputLocation"] = f"{folder(location)}{query_id}.{ending}"
        return response

    return submit


def _with_digits(athena: Mapping[str, Any]) -> Callable[[dict[str, Any]], Response]:
    """Return the function that answers GetQueryResults, with the digits of decimals.

    MiniStack reports the same digits for every decimal.
    """
    get: Callable[[dict[str, Any]], Response] = athena["_get_query_results"]

    def results(data: dict[str, Any]) -> Response:
        status, headers, body = response = get(data)
        digits = athena["_executions"].get(data.get("QueryExecutionId"), {}).get("_digits", ())
        if status != OK or not any(digits):
            return response
        answer = json.loads(body)
        columns = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
        for column, found in zip(columns, digits, strict=True):
            if found:
                column["Precision"], column["Scale"] = found
        return status, headers, json.dumps(answer).encode()

    return results


def _execute(
    engine: Engine,
    store: EmulatorStore,
    execution: dict[str, Any],
    *,
    sql: str,
    database: str,
    limit: int | None,
) -> None:
    """Run a statement, and record its result or its failure in the execution."""
    status, statistics = execution["Status"], execution["Statistics"]
    status["State"] = "RUNNING"
    start = time.monotonic()
    try:
        result = engine.run(
            sql, database=database, parameters=execution["ExecutionParameters"], scan_limit=limit
        )
        store.put(execution["ResultConfiguration"]["OutputLocation"], result_file(result))
        statistics["DataScannedInBytes"] = result.scanned_bytes
        execution["_results"] = Results(
            columns=[column.name for column in result.columns],
            rows=[list(row) for row in result.rows],
        )
        execution["_column_types"] = [column.type for column in result.columns]
        execution["_digits"] = [column.digits for column in result.columns]
        state = "SUCCEEDED"
    except QueryError as error:
        state = _fail(execution, error)
    except Exception as error:  # noqa: BLE001 - a query that never ends would hang its client
        state = _fail(execution, QueryError(f"GENERIC_INTERNAL_ERROR: {error!r}"))
    milliseconds = round((time.monotonic() - start) * 1000)
    statistics["EngineExecutionTimeInMillis"] = milliseconds
    statistics["TotalExecutionTimeInMillis"] = milliseconds
    if status["State"] == "RUNNING":  # StopQueryExecution cancelled it otherwise
        status["State"] = state
        status["CompletionDateTime"] = int(time.time())


def _record_scanned_bytes(execution: Mapping[str, Any]) -> None:
    """Record the metric of a workgroup that Athena's bill follows.

    https://docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html
    """
    dimensions = {
        "QueryState": execution["Status"]["State"].replace("CANCELLED", "CANCELED"),
        "QueryType": execution["StatementType"],
        "WorkGroup": execution["WorkGroup"],
    }
    scanned = execution["Statistics"].get("DataScannedInBytes") or 0
    record("AWS/Athena", "ProcessedBytes", scanned, "Bytes", dimensions)


def _fail(execution: dict[str, Any], error: QueryError) -> str:
    """Record a failure, and return the state of the execution."""
    status = execution["Status"]
    if status["State"] == "RUNNING":
        status["StateChangeReason"] = error.message
        if error.scanned_bytes is None:
            status["AthenaError"] = {
                "ErrorCategory": 2,  # the user's
                "ErrorType": error.error_type,
                "Retryable": False,
                "ErrorMessage": error.message,
            }
    execution["Statistics"]["DataScannedInBytes"] = error.scanned_bytes or 0
    return error.state


def result_file(result: Result) -> bytes:
    """Return the content of a result's file: CSV with a header of a query, else lines of text."""
    if result.statement_type != "DML":
        lines = ("\t".join(value or "" for value in row) for row in result.rows)
        return "".join(f"{line}\n" for line in lines).encode()
    rows = [tuple(column.name for column in result.columns), *result.rows]
    return "".join(f"{','.join(map(_csv, row))}\n" for row in rows).encode()


def _csv(value: str | None) -> str:
    """Return a value in quotes; null is nothing, so that it differs from an empty text."""
    return "" if value is None else '"' + value.replace('"', '""') + '"'
