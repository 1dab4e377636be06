"""Rows as the named queries answer them, for tests of the report."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from clickstream.report.model import Answers, Period, Sent

PERIOD = Period(date(2026, 11, 2), date(2026, 11, 15))
NOW = datetime(2026, 11, 15, 12, 30)  # noqa: DTZ001 - UTC without a zone, as in the tables
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def traffic(period: Period, until: datetime, per_hour: int) -> list[dict[str, Any]]:
    at = datetime.combine(period.first, datetime.min.time())
    rows: list[dict[str, Any]] = []
    while at <= min(until, datetime.combine(period.last, datetime.max.time())):
        events = per_hour + at.hour
        rows.append(
            {"hour_start": f"{at}.000", "events": events, "visitors": events, "purchases": 1}
        )
        at += timedelta(hours=1)
    return rows


def answers(*, sent: Sent | None = None, product: str = "Tent") -> Answers:
    dates = [PERIOD.first + timedelta(days=number) for number in range(PERIOD.days)]
    rows: dict[str, Any] = {
        "traffic": traffic(PERIOD, NOW, 20),
        "funnel": [
            {
                "step": step,
                "name": name,
                "sessions": sessions,
                "share_of_sessions": sessions / 1000,
                "share_of_previous_step": before and sessions / before,
                "median_seconds": before and 90,
                "p90_seconds": before and 300,
            }
            for step, (name, sessions, before) in enumerate(
                (
                    ("session", 1000, None),
                    ("product_view", 600, 1000),
                    ("add_to_cart", 200, 600),
                    ("purchase", 50, 200),
                ),
                1,
            )
        ],
        "sessions": [
            {
                "session_date": str(each),
                "sessions": 100,
                "visitors": 90,
                "events": 450,
                "events_per_session": 4.5,
                "bounce_rate": 0.25,
                "median_seconds": 100,
                "p90_seconds": 600,
            }
            for each in dates
        ],
        "retention": [
            {
                "cohort_week": "2026-11-02",
                "weeks_later": later,
                "cohort_users": 200,
                "active_users": active,
                "retention": active / 200,
            }
            for later, active in ((0, 200), (1, 50))
        ],
        "top_products_by_revenue": [
            {
                "product_id": id_,
                "product_name": name,
                "purchases": 2,
                "pieces": 3,
                "revenue": revenue,
            }
            for id_, name, revenue in (("p1", product, 400.5), ("p2", None, 20.0))
        ],
        "top_pages": [{"page": "https://shop.example/", "views": 900, "visitors": 500}],
        "sources": [{"source": "direct", "visitors": 70}, {"source": "ads", "visitors": 30}],
        "engagement_by_device": [
            {
                "device_type": name,
                "sessions": sessions,
                "events": 10,
                "events_per_session": 2.0,
                "purchases": 1,
                "revenue": 5.0,
            }
            for name, sessions in (("desktop", 4), ("mobile", 6))
        ],
        "countries": [{"country": "DE", "events": 9, "visitors": 4, "purchases": 1}],
        "freshness": [
            {
                "event_date": str(each),
                "events": 400,
                "newest_event_at": f"{each} 12:00:00.000",
                "newest_ingested_at": f"{each} 12:01:30.000",
                "seconds_from_newest_event_to_newest_row": 90,
            }
            for each in dates
        ],
        "latency": [
            {
                "event_date": str(each),
                "events": 400,
                "median_seconds": 60,
                "p90_seconds": 90,
                "p99_seconds": 100,
                "max_seconds": 4000,
            }
            for each in dates
        ],
        "quarantine_reasons": [
            {
                "arrival_date": str(dates[-1]),
                "reason": reason,
                "records": records,
                "raw_objects": 1,
                "example": None,
            }
            for reason, records in (("malformed_json", 5), ("wrong_type", 2))
        ],
    }
    previous = PERIOD.previous()
    return Answers(PERIOD, NOW, rows, {"traffic": traffic(previous, NOW, 10)}, sent)


def no_events() -> Answers:
    filled = answers()
    return Answers(PERIOD, NOW, {name: [] for name in filled.rows}, {"traffic": []})
