"""`clickstream crawl`: let the crawlers look for new partitions."""

from clickstream.cli.crawlers import Crawl, crawl
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, progress, table
from clickstream.cli.target import (
    DEFAULT_NAME,
    LocalOption,
    NameOption,
    StackOption,
    Target,
    resolve,
)

OUTPUTS = ("events_crawler", "quarantine_crawler")


def crawl_command(
    *, local: LocalOption = False, name: NameOption = DEFAULT_NAME, stack: StackOption = None
) -> None:
    """Start the stack's crawlers and wait for them, so that new partitions can be queried.

    One that is running already is waited for. Exit status 1 if one fails. Crawls that were started
    go on if the command is interrupted.
    """
    target = resolve(local=local, name=name, stack=stack)
    crawlers = crawlers_of(target)
    with progress() as shown:
        task = shown.add_task("crawling", total=len(crawlers))
        crawls = crawl(
            target.client("glue"), crawlers, report=note, ended=lambda: shown.advance(task)
        )
    columns = ("crawler", "status", "tables updated", "created", "deleted", "seconds")
    rows = [
        (
            done.crawler,
            done.status,
            done.tables_updated,
            done.tables_created,
            done.tables_deleted,
            f"{done.seconds:.0f}",
        )
        for done in crawls
    ]
    out.print(table(columns, rows, numeric=(2, 3, 4, 5)))
    failed = [done for done in crawls if not done.succeeded]
    if failed:
        raise CliError(
            "\n".join(_told(done) for done in failed),
            "\n".join(f"Its log: {done.log}" for done in failed if done.log),
        )


def crawlers_of(target: Target) -> list[str]:
    """Return the names of a stack's crawlers.

    Raises:
        CliError: If it has none.
    """
    found = [str(target.outputs[name]) for name in OUTPUTS if target.outputs.get(name)]
    if not found:
        msg = f"{target.label} has no crawlers: its partitions are projected, and can be queried at once"
        raise CliError(msg, "For crawlers, set `partitionDiscovery: crawler` and deploy.")
    return found


def _told(done: Crawl) -> str:
    return f"the crawler {done.crawler} {done.status.lower()}: {done.error or 'no reason given'}"
