"""`clickstream report` on a local stack, without and with events."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clickstream.cli import reporting
from clickstream.cli.athena import Lake as AthenaLake
from clickstream.cli.target import target_of
from clickstream.generator.generate import Generator
from clickstream.local.stack import ephemeral
from clickstream.report import page
from clickstream.report.model import Sent
from clickstream.report.sections import SECTIONS
from tests.e2e.verbs import Lake, eventually

if TYPE_CHECKING:
    from clickstream.report.model import Answers

COUNT = 4000
DAYS = 28


def test_the_report_shows_the_events_and_says_when_there_are_none() -> None:
    with ephemeral() as stack:
        target = target_of(stack)
        now = datetime.now(UTC)
        period = reporting.last_days(now.date())

        def ask(sent: Sent | None = None) -> Answers:
            return reporting.ask(AthenaLake(target), period, sent=sent)

        empty = page.render(ask(), target.label)
        assert empty.count(f"There are no events from {period}.") == len(SECTIONS)
        assert 'role="img"' not in empty

        generated = Generator(target.contract_path, seed=3).period(COUNT, until=now, days=DAYS)
        lake = Lake(stack)
        lake.put_object(gzip.compress(b"\n".join([*generated.lines, b"{broken"])))
        table = stack.outputs["table"]
        eventually(
            lambda: lake.query(f"SELECT count(*) AS n FROM {table}")[0]["n"] == str(COUNT),  # noqa: S608 - ours
            "every event is a row",
        )
        sent = Sent(COUNT, {"malformed_json": 1})
        answers = ask(sent)
        hours = {str(row["hour_start"]) for row in answers.rows["traffic"]}
        # In the first hours of a day, the last day may be without events.
        is_quiet = not any(hour.startswith(str(now.date())) for hour in hours)
        for section in SECTIONS:
            figure = section.figure(answers)
            assert figure is not None, f"{section.id} has its queries, and events"
            if section.id == "last-day" and is_quiet:
                continue
            assert figure.chart is not None, f"{section.id} has a chart"
            assert figure.table is not None
        full = page.render(answers, target.label)
        assert f"All {sent.total:,} lines that were sent are accounted for." in full
        assert "This stack has no query" not in full
