"""Crawls: start the crawlers, wait for them, tell what they did."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import CrawlerMetricsTypeDef, CrawlerTypeDef

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 10.0  # a crawl takes a minute or more
ALREADY_RUNNING = "CrawlerRunningException"


@dataclass(frozen=True)
class Crawl:
    """A crawl that ended."""

    crawler: str
    status: str
    """SUCCEEDED, FAILED or CANCELLED."""
    error: str
    """Glue's words, if it failed."""
    log: str
    """Log group and stream."""
    seconds: float
    tables_created: int
    tables_updated: int
    tables_deleted: int

    @property
    def succeeded(self) -> bool:
        """Whether the catalog is up to date."""
        return self.status == "SUCCEEDED"


def crawl(
    client: GlueClient,
    crawlers: Sequence[str],
    *,
    report: Callable[[str], object],
    ended: Callable[[], object],
    pause: Callable[[float], object] = time.sleep,
) -> list[Crawl]:
    """Run crawlers side by side, and return how each ended.

    One that is running already is waited for. `report` is told of each start and of each change of
    state, `ended` is called for each that ends.
    """
    before = {name: _started_at(client.get_crawler(Name=name)["Crawler"]) for name in crawlers}
    for name in crawlers:
        report(f"{name}: {_start(client, name)}")
    states = dict.fromkeys(crawlers, "RUNNING")
    done: dict[str, Crawl] = {}
    wait = FIRST_WAIT_SECONDS
    while True:
        for name in [name for name in crawlers if name not in done]:
            found = client.get_crawler(Name=name)["Crawler"]
            state = found.get("State", "READY")
            if state == "READY":
                # the crawl of before: what was started does not show yet
                if _started_at(found) != before[name]:
                    done[name] = _ended(client, found)
                    ended()
            elif state != states[name]:
                states[name] = state
                report(f"{name}: {state.lower()}")
        if len(done) == len(crawlers):
            return [done[name] for name in crawlers]
        pause(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)


def _start(client: GlueClient, name: str) -> str:
    try:
        client.start_crawler(Name=name)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != ALREADY_RUNNING:
            raise
        return "is running already; waiting for it"
    return "started"


def _started_at(crawler: CrawlerTypeDef) -> datetime | None:
    return (crawler.get("LastCrawl") or {}).get("StartTime")


def _ended(client: GlueClient, crawler: CrawlerTypeDef) -> Crawl:
    name, last = crawler.get("Name", ""), crawler.get("LastCrawl", {})
    metrics = client.get_crawler_metrics(CrawlerNameList=[name])["CrawlerMetricsList"]
    counted: CrawlerMetricsTypeDef = metrics[0] if metrics else {}
    return Crawl(
        crawler=name,
        status=last.get("Status", "FAILED"),
        error=last.get("ErrorMessage", ""),
        log=f"{last.get('LogGroup', '')} {last.get('LogStream', '')}".strip(),
        seconds=counted.get("LastRuntimeSeconds", 0.0),
        tables_created=counted.get("TablesCreated", 0),
        tables_updated=counted.get("TablesUpdated", 0),
        tables_deleted=counted.get("TablesDeleted", 0),
    )
