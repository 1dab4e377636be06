from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import vl_convert

from clickstream.report.model import Answers, Figure, Period, Section, Sent
from clickstream.report.sections import SECTIONS, WITH_PREVIOUS
from tests.paths import ROOT
from tests.unit.report.answers import NOW, PERIOD, answers, no_events

BY_ID = {section.id: section for section in SECTIONS}


def figure(name: str, given: Answers | None = None) -> Figure:
    found = BY_ID[name].figure(given or answers())
    assert found is not None
    return found


def values(name: str, given: Answers | None = None) -> list[dict[str, Any]]:
    chart = figure(name, given).chart
    assert chart is not None
    return chart.spec["data"]["values"]


def with_rows(**rows: list[dict[str, Any]]) -> Answers:
    filled = answers()
    return replace(filled, rows={**filled.rows, **rows})


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_a_section_has_words_a_chart_with_a_text_alternative_and_a_table(section: Section) -> None:
    found = figure(section.id)
    assert found.text.endswith(".")
    assert found.chart is not None
    assert found.text.split(".")[0] in found.chart.label, "the label gives the result"
    assert found.table is not None
    assert {len(row) for row in found.table.rows} == {len(found.table.columns)}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_vega_draws_the_chart_of_a_section(section: Section) -> None:
    chart = figure(section.id).chart
    assert chart is not None
    svg = vl_convert.vegalite_to_svg({**chart.spec, "width": 400})
    assert "NaN" not in svg
    assert "<path" in svg


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_a_section_without_events_has_no_chart(section: Section) -> None:
    found = section.figure(no_events())
    assert found is None or found.chart is None


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_the_queries_of_a_section_are_shipped(section: Section) -> None:
    for name in (*section.queries, *WITH_PREVIOUS):
        assert (ROOT / "queries" / f"{name}.sql").is_file()


def test_the_traffic_is_drawn_by_date_over_the_period_before() -> None:
    drawn = values("traffic")
    assert len(drawn) == PERIOD.days
    # 24 hours with 20 + hour events, over 24 hours with 10 + hour
    assert (drawn[0]["events"], drawn[0]["before"]) == (756, 516)
    assert "+" in figure("traffic").text
    assert "from 2026-10-19 to 2026-11-01" in figure("traffic").text


def test_hours_that_are_still_to_come_have_no_events() -> None:
    drawn = values("last-day")
    assert [each["events"] for each in drawn[:13]] == [*range(20, 32), None], "12:00 is not over"
    assert [each["before"] for each in drawn] == [*range(20, 44)]
    text = figure("last-day").text
    expected = (
        "338 events on 2026-11-15, 306 of them until 12:00 UTC: +0 % against 306 on 2026-11-14."
    )
    assert expected in text, "12:00 to 12:30 is not compared with 12:00 to 13:00"


def test_a_step_that_has_not_ended_has_no_point_and_is_in_the_table() -> None:
    table = figure("last-day").table
    assert table is not None
    assert [row[1] for row in table.rows[11:14]] == ["31", "32", "-"], "12:00 has begun"
    assert values("traffic")[-1]["events"] is None, "today is not over"
    assert values("traffic")[-2]["events"] == 756
    table = figure("traffic").table
    assert table is not None
    assert table.rows[-1] == ("2026-11-15", "338", "516")


def test_a_range_in_the_past_is_compared_as_a_whole() -> None:
    given = replace(answers(), now=NOW + timedelta(days=300))
    assert (
        "338 events on 2026-11-15: -55 % against 756 on 2026-11-14."
        in figure("last-day", given).text
    )
    assert None not in [each["events"] for each in values("traffic", given)]


def test_before_the_first_hour_has_ended_nothing_is_compared() -> None:
    given = replace(answers(), now=datetime(2026, 11, 15, 0, 30))  # noqa: DTZ001 - UTC, as in the tables
    text = figure("last-day", given).text
    assert text.endswith("There are no events on 2026-11-14 until 00:00 UTC to compare with.")


def test_an_hour_without_events_is_zero() -> None:
    rows = [row for row in answers().rows["traffic"] if "11-15 03:" not in row["hour_start"]]
    assert values("last-day", with_rows(traffic=[*map(dict, rows)]))[3]["events"] == 0


def test_without_earlier_events_there_is_one_curve() -> None:
    given = replace(answers(), previous={"traffic": []})
    chart = figure("traffic", given).chart
    assert chart is not None
    assert "before" not in str(chart.spec["layer"][0])
    assert "no events from 2026-10-19 to 2026-11-01" in figure("traffic", given).text


def test_a_last_day_without_events_is_said() -> None:
    rows = [row for row in answers().rows["traffic"] if "11-15" not in row["hour_start"]]
    found = figure("last-day", with_rows(traffic=[*map(dict, rows)]))
    assert found.chart is None
    assert found.text.startswith("0 events on 2026-11-15")


def test_the_funnel_gives_the_share_of_each_step() -> None:
    assert [each["text"] for each in values("funnel")] == [
        "1,000 · 100.0 %",
        "600 · 60.0 %",
        "200 · 20.0 %",
        "50 · 5.0 %",
    ]
    assert figure("funnel").text == "Of 1,000 sessions, 50 reach the step purchase: 5.0 %."


def test_a_funnel_without_sessions_is_none() -> None:
    assert BY_ID["funnel"].figure(with_rows(funnel=[{"step": 1, "sessions": 0}])) is None


def test_the_heat_map_leaves_out_the_first_week_which_is_always_complete() -> None:
    assert [each["later"] for each in values("retention")] == [1]
    monday = replace(answers(), now=datetime(2026, 11, 16))  # noqa: DTZ001 - UTC, as in the tables
    assert figure("retention", monday).text.startswith("25.0 % of the users")


def cohort(week: str, users: int, **active: int) -> list[dict[str, Any]]:
    return [
        {
            "cohort_week": week,
            "weeks_later": int(later.removeprefix("week")),
            "cohort_users": users,
            "active_users": number,
            "retention": number / users,
        }
        for later, number in ({"week0": users} | active).items()
    ]


def test_a_cohort_that_nobody_comes_back_from_lowers_the_share_of_returns() -> None:
    rows = cohort("2026-10-19", 100, week1=40) + cohort("2026-10-26", 300, week2=9)
    text = figure("retention", with_rows(retention=rows)).text
    assert text == "10.0 % of the users are active in the week after their first one."


def test_a_cohort_whose_next_week_has_not_ended_has_no_share_of_returns() -> None:
    complete = cohort("2026-10-26", 200, week1=50)
    for week in ("2026-11-02", "2026-11-09"):  # the next week ends today, or later
        rows = [*complete, *cohort(week, 1000, week1=1)]
        text = figure("retention", with_rows(retention=rows)).text
        assert text.startswith("25.0 % of the users")
    rows = cohort("2026-11-02", 1000, week1=1)
    found = figure("retention", with_rows(retention=rows))
    assert found.text == "No week after a first one has ended in this range."
    assert found.chart is not None


def test_retention_within_one_week_is_said_in_words() -> None:
    rows = [dict(row) for row in answers().rows["retention"] if not row["weeks_later"]]
    found = figure("retention", with_rows(retention=rows))
    assert found.chart is None
    assert "No user" in found.text


def test_a_product_without_a_name_has_its_id() -> None:
    assert [each["name"] for each in values("products")] == ["Tent", "p2"]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["https://a.example/p/1", "https://a.example"], ["/p/1", "/"]),
        (
            ["https://a.example/", "https://b.example/"],
            ["https://a.example/", "https://b.example/"],
        ),
        (["http://[", "/"], ["http://[", "/"]),
        (["/cart", "Tent"], ["/cart", "Tent"]),
    ],
)
def test_pages_of_one_site_are_named_by_their_paths(names: list[str], labels: list[str]) -> None:
    pages = [{"page": name, "views": 1, "visitors": 1} for name in names]
    given = with_rows(top_pages=pages)
    assert [each["name"] for each in values("pages", given)] == labels
    table = figure("pages", given).table
    assert table is not None
    assert [row[0] for row in table.rows] == names, "the table has the whole addresses"


def test_products_of_the_same_name_are_two_bars() -> None:
    rows = [{**row, "product_name": "Tent"} for row in answers().rows["top_products_by_revenue"]]
    drawn = values("products", with_rows(top_products_by_revenue=rows))
    assert [each["name"] for each in drawn] == ["Tent", "Tent (2)"]


def test_a_ranking_is_in_descending_order_of_its_number() -> None:
    assert [each["name"] for each in values("devices")] == ["mobile", "desktop"]


def test_sessions_are_summed_over_the_dates() -> None:
    expected = "1,400 sessions with 4.5 events each; 25.0 % have a single event."
    assert figure("sessions").text == expected


def test_freshness_is_the_age_of_the_newest_event_and_row() -> None:
    assert "newest event is 30.0 min old, and the newest row 28.5 min" in figure("freshness").text


def test_a_range_in_the_past_has_the_times_of_its_newest_event_and_row() -> None:
    given = replace(answers(), now=NOW + timedelta(days=302))
    assert figure("freshness", given).text.startswith(
        "The newest event in this range is of 2026-11-15 12:00 UTC; "
        "its newest row was written at 2026-11-15 12:01 UTC."
    )


def test_a_negative_latency_is_drawn_as_zero_and_told_in_the_table() -> None:
    rows = [{**row, "median_seconds": -5} for row in answers().rows["latency"]]
    given = with_rows(latency=rows)
    assert {each["seconds"] for each in values("freshness", given)} == {0, 90}
    table = figure("freshness", given).table
    assert table is not None
    assert table.rows[0][2] == "-5 s"


class TestAccount:
    rows = sum(row["events"] for row in answers().rows["traffic"])

    def test_counts_rows_and_quarantined_lines(self) -> None:
        assert [each["value"] for each in values("account")] == [self.rows, 5, 2]

    def test_says_that_every_sent_line_is_accounted_for(self) -> None:
        sent = Sent(self.rows, {"malformed_json": 5, "wrong_type": 2})
        text = figure("account", answers(sent=sent)).text
        assert f"All {sent.total:,} lines that were sent are accounted for." in text

    def test_says_that_reasons_differ_although_the_totals_are_equal(self) -> None:
        sent = Sent(self.rows, {"malformed_json": 6, "wrong_type": 1})
        text = figure("account", answers(sent=sent)).text
        assert f"{sent.total:,} lines were sent; found and sent differ: see the table." in text
        assert "accounted for" not in text

    def test_a_reason_without_lines_is_no_difference(self) -> None:
        sent = Sent(self.rows, {"malformed_json": 5, "wrong_type": 2, "not_an_object": 0})
        assert "accounted for" in figure("account", answers(sent=sent)).text

    def test_gives_the_difference_by_line(self) -> None:
        sent = Sent(self.rows + 3, {"malformed_json": 5, "not_an_object": 1})
        found = figure("account", answers(sent=sent))
        assert f"{sent.total:,} lines were sent; found and sent differ" in found.text
        assert found.table is not None
        assert ("quarantined: not_an_object", "0", "1") in found.table.rows
        assert ("quarantined: wrong_type", "2", "0") in found.table.rows


def test_the_period_before_has_the_same_length() -> None:
    assert Period(date(2026, 3, 1), date(2026, 3, 2)).previous() == Period(
        date(2026, 2, 27), date(2026, 2, 28)
    )
    assert PERIOD.last == NOW.date()
