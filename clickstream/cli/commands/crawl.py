"""`clickstream crawl`: starts the crawlers, which add new partitions to the Glue catalog."""

from clickstream.cli.errors import CliError
from clickstream.cli.glue_crawlers import Crawl, run_crawlers
from clickstream.cli.output import note, out, progress, table
from clickstream.cli.target import (
    DEFAULT_NAME,
    LocalOption,
    NameOption,
    StackOption,
    Target,
    resolve,
)

CRAWLER_OUTPUTS = ("events_crawler", "quarantine_crawler")
COLUMNS = ("crawler", "status", "tables updated", "created", "deleted", "seconds")


def crawl(
    *, local: LocalOption = False, name: NameOption = DEFAULT_NAME, stack: StackOption = None
) -> None:
    """Start the crawlers of the stack and wait for them; new partitions can then be queried.

    The command also waits for a crawler that is already running. Exit status 1 if a crawler fails.
    Started crawlers continue if the command is interrupted.
    """
    target = resolve(local=local, name=name, stack=stack)
    crawlers = crawlers_of(target)
    with progress() as display:
        task = display.add_task("crawling", total=len(crawlers))
        crawls = run_crawlers(
            target.client("glue"), crawlers, report=note, ended=lambda: display.advance(task)
        )
    out.print(table(COLUMNS, [_row(done) for done in crawls], numeric=(2, 3, 4, 5)))
    failed = [done for done in crawls if not done.succeeded]
    if failed:
        messages = "\n".join(_error_message(done) for done in failed)
        logs = "\n".join(f"Log: {done.log}" for done in failed if done.log)
        raise CliError(messages, logs)


def crawlers_of(target: Target) -> list[str]:
    """Return the names of a stack's crawlers.

    Raises:
        CliError: If the stack has no crawlers.
    """
    found = [str(target.outputs[name]) for name in CRAWLER_OUTPUTS if target.outputs.get(name)]
    if not found:
        msg = (
            f"{target.label} has no crawlers: it uses partition projection, so new partitions can "
            "be queried at once"
        )
        raise CliError(msg, "To use crawlers, set `partitionDiscovery: crawler` and deploy.")
    return found


def _row(done: Crawl) -> tuple[object, ...]:
    return (
        done.crawler,
        done.status,
        done.tables_updated,
        done.tables_created,
        done.tables_deleted,
        f"{done.seconds:.0f}",
    )


def _error_message(done: Crawl) -> str:
    return f"the crawler {done.crawler} {done.status.lower()}: {done.error or 'no reason given'}"
