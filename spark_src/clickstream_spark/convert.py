"""One round: some raw objects, through Spark, to files in the lake and a report of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name that all of Spark's world has for it

from clickstream_spark.judge import Rules, judge
from clickstream_spark.read import OBJECTS_SCHEMA, RawObject, reader, texts_schema
from clickstream_spark.rows import (
    BROKEN,
    DAY,
    HEADER,
    KIND,
    OBJECT,
    POSITION,
    REASON,
    SEQUENCE,
    Report,
)
from clickstream_spark.write import REPORTS_SCHEMA, Target, writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession

# many, so that a large object does not keep the others waiting; fewer than objects, since a task
# costs a tenth of a second
TASKS_PER_CORE = 16
SESSION = {
    "spark.sql.session.timeZone": "UTC",
    # what does not fit is null, and the line is set aside; an error would cost the run
    "spark.sql.ansi.enabled": "false",
    # lines are held by a worker, and may be long
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
}
"""What the conversion needs of a session."""


def convert(
    spark: SparkSession, objects: Sequence[RawObject], rules: Rules, target: Target
) -> list[Report]:
    """Convert raw objects and write what they come to. A second run overwrites the first one's files.

    An object is done by one task, from the first byte to the last file: nothing is shuffled, and
    Spark sorts an object's rows by date on disk if they do not fit into memory.

    Returns:
        list: A report per object, in the order of `objects`.
    """
    numbered = [(number, raw.bucket, raw.key, raw.version) for number, raw in enumerate(objects)]
    context = spark.sparkContext
    tasks = max(1, min(len(numbered), TASKS_PER_CORE * context.defaultParallelism))
    work = spark.createDataFrame(context.parallelize(numbered, tasks), OBJECTS_SCHEMA)
    texts = work.mapInArrow(
        reader(rules.contract, target.region, rules.max_unpacked, rules.max_future),
        texts_schema(rules.contract),
    )
    # Headers first, then dates one by one, then what is set aside, as it stood in the object.
    section = F.expr(
        f"CASE WHEN `{KIND}` = {HEADER} THEN 0 WHEN `{REASON}` IS NULL THEN 1 ELSE 2 END"
    )
    broken_first = F.expr(f"CASE WHEN `{KIND}` = {BROKEN} THEN 0 ELSE 1 END")
    order = [
        F.col(f"`{OBJECT}`"),
        section,
        F.col(f"`{DAY}`"),
        F.col(f"`{POSITION}`"),
        broken_first,
        F.col(f"`{SEQUENCE}`"),
    ]
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    finished = judge(texts, rules).sortWithinPartitions(*order)
    reports = [
        Report.from_json(row["report"])
        for row in finished.mapInArrow(
            writer(rules.contract, target, now), REPORTS_SCHEMA
        ).collect()
    ]
    if len(reports) != len(objects):
        msg = f"{len(objects)} objects in, but {len(reports)} reports"
        raise AssertionError(msg)
    return sorted(reports, key=lambda report: report.number)
