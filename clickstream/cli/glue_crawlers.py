"""Runs of Glue crawlers: start the crawlers and wait until they end."""

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
LONGEST_WAIT_SECONDS = 10.0  # a crawl takes at least a minute
ALREADY_RUNNING = "CrawlerRunningException"


@dataclass(frozen=True)
class Crawl:
    """Crawl that ended: one run of a crawler."""

    crawler: str
    status: str
    """SUCCEEDED, FAILED or CANCELLED."""
    error: str
    """Error message of a failed crawl."""
    log: str
    """Log group and log stream of the crawl."""
    seconds: float
    tables_created: int
    tables_updated: int
    tables_deleted: int

    @property
    def succeeded(self) -> bool:
        """Whether the crawl succeeded, so that the catalog has all partitions."""
        return self.status == "SUCCEEDED"


def run_crawlers(
    client: GlueClient,
    crawlers: Sequence[str],
    *,
    report: Callable[[str], object],
    ended: Callable[[], object],
    pause: Callable[[float], object] = time.sleep,
) -> list[Crawl]:
    """Run crawlers in parallel, wait until all end, and return their crawls.

    A crawler that is already running is not started again; its crawl is waited for.

    Args:
        client: Glue client.
        crawlers: Names of the crawlers.
        report: Callback with a message for each start and each change of state.
        ended: Callback for each crawl that ends.
        pause: Function that waits a number of seconds.
    """
    previous = {name: _started_at(client.get_crawler(Name=name)["Crawler"]) for name in crawlers}
    for name in crawlers:
        report(f"{name}: {_start(client, name)}")
    states = dict.fromkeys(crawlers, "RUNNING")
    crawls: dict[str, Crawl] = {}
    wait = FIRST_WAIT_SECONDS
    while True:
        for name in [name for name in crawlers if name not in crawls]:
            crawler = client.get_crawler(Name=name)["Crawler"]
            state = crawler.get("State", "READY")
            if _has_ended(crawler, previous[name]):
                crawls[name] = _last_crawl(client, crawler)
                ended()
            elif state not in {"READY", states[name]}:
                states[name] = state
                report(f"{name}: {state.lower()}")
        if len(crawls) == len(crawlers):
            return [crawls[name] for name in crawlers]
        pause(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)


def _start(client: GlueClient, name: str) -> str:
    try:
        client.start_crawler(Name=name)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != ALREADY_RUNNING:
            raise
        return "already running; waiting for it"
    return "started"


def _started_at(crawler: CrawlerTypeDef) -> datetime | None:
    """Return the start time of the last crawl; None if there was none."""
    return (crawler.get("LastCrawl") or {}).get("StartTime")


def _has_ended(crawler: CrawlerTypeDef, previous_start: datetime | None) -> bool:
    """Return whether the new crawl ended. A ready crawler can still show its previous crawl."""
    return crawler.get("State", "READY") == "READY" and _started_at(crawler) != previous_start


def _last_crawl(client: GlueClient, crawler: CrawlerTypeDef) -> Crawl:
    name, last = crawler.get("Name", ""), crawler.get("LastCrawl", {})
    metrics = client.get_crawler_metrics(CrawlerNameList=[name])["CrawlerMetricsList"]
    counters: CrawlerMetricsTypeDef = metrics[0] if metrics else {}
    return Crawl(
        crawler=name,
        status=last.get("Status", "FAILED"),
        error=last.get("ErrorMessage", ""),
        log=f"{last.get('LogGroup', '')} {last.get('LogStream', '')}".strip(),
        seconds=counters.get("LastRuntimeSeconds", 0.0),
        tables_created=counters.get("TablesCreated", 0),
        tables_updated=counters.get("TablesUpdated", 0),
        tables_deleted=counters.get("TablesDeleted", 0),
    )
