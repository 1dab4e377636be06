"""Input of the report: the rows of the named queries over a range of dates."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from clickstream.cli.query_results import FLOAT_TYPES, json_value
from clickstream.cli.statements import bind
from clickstream.report.model import Answers, Period, Sent
from clickstream.report.sections import SECTIONS, WITH_PREVIOUS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clickstream.cli.athena import Lake, NamedQuery, Result
    from clickstream.report.model import Rows

DAYS = 30  # as the defaults of the queries
QUERIES_AT_ONCE = 4  # of Athena's 20 active queries of an account


def last_days(today: date) -> Period:
    """Return the default range, which ends today."""
    return Period(today - timedelta(days=DAYS - 1), today)


def ask(
    lake: Lake,
    period: Period,
    *,
    sent: Sent | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Answers:
    """Run the queries of the report. After an error or Ctrl-C, no query goes on.

    Raises:
        CliError: If a query fails.
    """
    needed = {name for section in SECTIONS for name in section.queries}
    queries = [query for query in lake.named_queries() if query.name in needed]
    runs = [(query, period) for query in queries]
    runs += [(query, period.previous()) for query in queries if query.name in WITH_PREVIOUS]

    def answer(run: tuple[NamedQuery, Period]) -> Rows:
        return rows_of(_run(lake, *run))

    with ThreadPoolExecutor(QUERIES_AT_ONCE) as pool:
        try:
            futures = [pool.submit(answer, run) for run in runs]
            for future in as_completed(futures):
                future.result()  # the first error, whatever runs before it in the list
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            lake.stop_all()
            raise
    found = [future.result() for future in futures]
    current, previous = found[: len(queries)], found[len(queries) :]
    return Answers(
        period,
        now().replace(tzinfo=None),
        {query.name: rows for query, rows in zip(queries, current, strict=True)},
        {query.name: rows for (query, _), rows in zip(runs[len(queries) :], previous, strict=True)},
        sent,
    )


def rows_of(result: Result) -> Rows:
    """Return the rows of a result by column, with numbers as numbers.

    Infinity and NaN are None: no chart can draw them.
    """
    return [
        {
            column: _value(value, kind)
            for column, value, kind in zip(result.columns, row, result.types, strict=True)
        }
        for row in result.rows
    ]


def _value(value: str | None, kind: str) -> Any:  # noqa: ANN401 - a value of a row
    # A sum of whole numbers has the type decimal(38, 0) in some engines.
    if value is not None and (kind.startswith("decimal") or kind in FLOAT_TYPES):
        number = float(value)
        return number if math.isfinite(number) else None
    return json_value(value, kind)


def _run(lake: Lake, query: NamedQuery, period: Period) -> Result:
    given = [f"from={period.first}", f"to={period.last}"]
    (statement,) = bind([query.sql], given, name=query.name)
    return lake.run(statement.sql, name=query.name, parameters=statement.values)
