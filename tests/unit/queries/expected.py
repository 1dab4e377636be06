"""Answers of the named queries, computed with Polars from the events."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Rows = list[dict[str, Any]]
PAUSE = timedelta(minutes=30)
MEDIAN, P90, P99 = Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)


def rounded(value: float, digits: int) -> float:
    """Round half away from zero, as SQL does."""
    return math.floor(value * 10**digits + 0.5) / 10**digits


def share(part: float, of: float) -> float | None:
    return rounded(part / of, 4) if of else None


def percentile(values: Iterable[float], rank: Fraction) -> float | None:
    """Return the smallest value that is at least as large as this share of the values."""
    found = sorted(values)
    return found[math.ceil(rank * len(found)) - 1] if found else None


def seconds(duration: timedelta) -> int:
    """Return whole seconds, towards zero."""
    return int(duration / timedelta(seconds=1))


def identified(events: pl.DataFrame, *, within: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return the events with their visitor, which is null without user and session.

    Args:
        events: Rows of the events table.
        within: Columns in which rows of one session are equal.
    """
    users: dict[tuple[Any, ...], str] = {}
    columns = ("session_id", *within, "user_id")
    for *session, user in events.select(columns).iter_rows():
        if user is not None:
            users[*session] = max(user, users.get((*session,), user))
    visitors = [
        user or (session[0] and users.get((*session,), session[0]))
        for *session, user in events.select(columns).iter_rows()
    ]
    return events.with_columns(pl.Series("visitor", visitors, dtype=pl.String))


def numbered(events: pl.DataFrame, *, within: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return the events of visitors in order, with the number of the session.

    Args:
        events: Rows of the events table.
        within: Columns in which rows of one session are equal, such as `date`.
    """
    by = ("visitor", *within)
    dated = events.with_columns(pl.col("event_time").dt.date().alias("date"))
    return (
        identified(dated, within=within)
        .filter(pl.col("visitor").is_not_null())
        .sort(*by, "event_time", "event_id")
        .with_columns(
            (pl.col("event_time").diff().over(by) > PAUSE).fill_null(value=True).alias("begins")
        )
        .with_columns(pl.col("begins").cum_sum().over(by).alias("session"))
    )


def visits(events: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the events of each session, in order."""
    return numbered(events).partition_by("visitor", "session", maintain_order=True)


def sessions(events: pl.DataFrame) -> Rows:
    by_date: dict[Any, list[pl.DataFrame]] = {}
    for visit in visits(events):
        by_date.setdefault(visit["event_time"][0].date(), []).append(visit)
    rows: Rows = []
    for date, found in sorted(by_date.items(), reverse=True):
        lengths = [seconds(visit["event_time"][-1] - visit["event_time"][0]) for visit in found]
        count = sum(map(len, found))
        rows.append(
            {
                "session_date": date,
                "sessions": len(found),
                "visitors": len({visit["visitor"][0] for visit in found}),
                "events": count,
                "events_per_session": rounded(count / len(found), 2),
                "bounce_rate": share(sum(len(visit) == 1 for visit in found), len(found)),
                "median_seconds": percentile(lengths, MEDIAN),
                "p90_seconds": percentile(lengths, P90),
            }
        )
    return rows


def funnel(events: pl.DataFrame) -> Rows:
    names = ("session", "product_view", "add_to_cart", "purchase")
    times: list[list[Any]] = []
    for visit in visits(events):
        reached = [visit["event_time"][0]]
        for name in names[1:]:
            later = visit.filter(
                (pl.col("event_type") == name) & (pl.col("event_time") >= reached[-1])
            )
            if later.is_empty():
                break
            reached.append(later["event_time"].min())
        times.append(reached)
    counts = [sum(len(reached) > step for reached in times) for step in range(len(names))]
    rows: Rows = []
    for step, name in enumerate(names if times else ()):
        waits = [
            seconds(reached[step] - reached[step - 1])
            for reached in times
            if 0 < step < len(reached)
        ]
        rows.append(
            {
                "step": step + 1,
                "name": name,
                "sessions": counts[step],
                "share_of_sessions": share(counts[step], counts[0]),
                "share_of_previous_step": share(counts[step], counts[step - 1]) if step else None,
                "median_seconds": percentile(waits, MEDIAN),
                "p90_seconds": percentile(waits, P90),
            }
        )
    return rows


def user_dates(events: pl.DataFrame) -> pl.DataFrame:
    """Return the dates of each user, with the purchases."""
    return (
        events.filter(pl.col("user_id").is_not_null())
        .group_by("user_id", pl.col("event_time").dt.date().alias("date"))
        .agg((pl.col("event_type") == "purchase").sum().alias("purchases"))
    )


def retention(events: pl.DataFrame) -> Rows:
    weeks: dict[str, set[Any]] = {}
    for user, date, _ in user_dates(events).iter_rows():
        weeks.setdefault(user, set()).add(date - timedelta(days=date.weekday()))
    cohorts = Counter(min(found) for found in weeks.values())
    active = Counter(
        (min(found), (week - min(found)).days // 7) for found in weeks.values() for week in found
    )
    return [
        {
            "cohort_week": cohort,
            "weeks_later": later,
            "cohort_users": cohorts[cohort],
            "active_users": count,
            "retention": share(count, cohorts[cohort]),
        }
        for (cohort, later), count in sorted(active.items())
    ]


def source(page: str | None, referrer: str | None) -> str | None:
    given = parse_qs(urlsplit(page or "").query).get("utm_source", [""])[0]
    host, own = urlsplit(referrer or "").hostname, urlsplit(page or "").hostname
    return given or (host if own and host != own else None)


def attribution(events: pl.DataFrame) -> Rows:
    found: dict[str, list[float]] = {}
    for visitor in numbered(events).partition_by("visitor", maintain_order=True):
        touched: list[str] = []
        sources = [source(*urls) for urls in visitor.select("page_url", "referrer").iter_rows()]
        # Of events at the same time, those with a source come first.
        marked = visitor.with_columns(pl.Series("source", sources, dtype=pl.String))
        for event in marked.sort("event_time", "source", nulls_last=True).iter_rows(named=True):
            touched += filter(None, [event["source"]])
            if event["event_type"] == "purchase":
                for place, touch in enumerate((touched[:1], touched[-1:])):
                    totals = found.setdefault((touch or ["direct"])[0], [0, 0.0, 0, 0.0])
                    totals[2 * place] += 1
                    totals[2 * place + 1] += event["revenue"]
    rows: Rows = [
        {
            "source": name,
            "first_touch_purchases": first,
            "first_touch_revenue": first_revenue,
            "last_touch_purchases": last,
            "last_touch_revenue": last_revenue,
        }
        for name, (first, first_revenue, last, last_revenue) in found.items()
    ]
    return sorted(
        rows,
        key=lambda row: (
            -row["last_touch_purchases"],
            -row["first_touch_purchases"],
            row["source"],
        ),
    )


def active_users(events: pl.DataFrame) -> Rows:
    dates: dict[Any, set[str]] = {}
    for user, date, _ in user_dates(events).iter_rows():
        dates.setdefault(date, set()).add(user)
    if not dates:
        return []

    def users(last: Any, count: int) -> int:
        return len(
            set[str]().union(*(dates.get(last - timedelta(days=n), ()) for n in range(count)))
        )

    days = (max(dates) - min(dates)).days
    return [
        {
            "active_date": date,
            "daily_users": users(date, 1),
            "weekly_users": users(date, 7),
            "monthly_users": users(date, 30),
            "daily_share_of_monthly": share(users(date, 1), users(date, 30)),
        }
        for date in (max(dates) - timedelta(days=ago) for ago in range(days + 1))
        if users(date, 30)
    ]


def page(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def pages_of(visit: pl.DataFrame) -> list[str]:
    """Return the pages of a session in order; of events at the same time, by their text."""
    found = [
        (time, page(url))
        for time, url in zip(visit["event_time"], visit["page_url"], strict=True)
        if url is not None
    ]
    return [text for _, text in sorted(found)]


def entry_and_exit_pages(events: pl.DataFrame) -> Rows:
    entries, exits, bounces = Counter[str](), Counter[str](), Counter[str]()
    for visit in visits(events):
        pages = pages_of(visit)
        if pages:
            entries[pages[0]] += 1
            exits[pages[-1]] += 1
            bounces[pages[0]] += len(visit) == 1
    rows: Rows = [
        {
            "page": found,
            "entries": entries[found],
            "exits": exits[found],
            "share_of_entries": share(entries[found], entries.total()),
            "bounce_rate": share(bounces[found], entries[found]),
        }
        for found in entries | exits
    ]
    return sorted(rows, key=lambda row: (-row["entries"], -row["exits"], row["page"]))[:20]


def paths(events: pl.DataFrame) -> Rows:
    times, visitors = Counter[tuple[str, ...]](), dict[tuple[str, ...], set[str]]()
    for visit in visits(events):
        pages = pages_of(visit)
        steps = [found for found, _ in itertools.groupby(pages)]
        for path in zip(steps, steps[1:], steps[2:], strict=False):
            times[path] += 1
            visitors.setdefault(path, set()).add(visit["visitor"][0])
    return [
        {
            **{f"page_{number}": found for number, found in enumerate(path, start=1)},
            "times": count,
            "visitors": len(visitors[path]),
        }
        for path, count in sorted(times.items(), key=lambda item: (-item[1], item[0]))[:20]
    ]


def bought_together(events: pl.DataFrame) -> Rows:
    names = dict(
        numbered(events)
        .filter(pl.col("product_id").is_not_null())
        .group_by("product_id")
        .agg(pl.col("product_name").max())
        .iter_rows()
    )
    purchases = numbered(events).filter(
        (pl.col("event_type") == "purchase") & pl.col("product_id").is_not_null()
    )
    baskets = [
        sorted(set(found["product_id"])) for found in purchases.partition_by("visitor", "session")
    ]
    single = Counter(product for basket in baskets for product in basket)
    pairs = Counter(pair for basket in baskets for pair in itertools.combinations(basket, 2))
    return [
        {
            "product_1": one,
            "name_1": names[one],
            "product_2": other,
            "name_2": names[other],
            "baskets": count,
            "share_of_baskets": share(count, len(baskets)),
            "lift": rounded(count * len(baskets) / (single[one] * single[other]), 2),
        }
        for (one, other), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:20]
    ]


def new_and_returning(events: pl.DataFrame) -> Rows:
    dates = user_dates(events)
    first = dict(dates.group_by("user_id").agg(pl.col("date").min()).iter_rows())
    rows: Rows = []
    for date in sorted(set(dates["date"]), reverse=True):
        found = list(dates.filter(pl.col("date") == date).iter_rows())
        new = [purchases for user, _, purchases in found if first[user] == date]
        returning = [purchases for user, _, purchases in found if first[user] != date]
        rows.append(
            {
                "active_on": date,
                "new_users": len(new),
                "returning_users": len(returning),
                "returning_share": share(len(returning), len(found)),
                "new_users_purchases": sum(new),
                "returning_users_purchases": sum(returning),
            }
        )
    return rows


def by_date(rows: pl.DataFrame, time: str = "event_time") -> list[tuple[str, pl.DataFrame]]:
    """Return the rows of each date, the latest first."""
    dated = rows.with_columns(pl.col(time).dt.strftime("%Y-%m-%d").alias("date"))
    return sorted(
        ((part["date"][0], part) for part in dated.partition_by("date")),
        key=lambda item: item[0],
        reverse=True,
    )


ANSWERS: dict[str, Callable[[pl.DataFrame], Rows]] = {
    answer.__name__: answer
    for answer in (
        active_users,
        attribution,
        bought_together,
        entry_and_exit_pages,
        funnel,
        new_and_returning,
        paths,
        retention,
        sessions,
    )
}
"""Answers by the name of the query, from the events in the range without the canary events."""
