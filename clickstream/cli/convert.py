"""`clickstream convert`: conversion of the queued raw objects by engine spark, at once."""

from clickstream.cli import spark_runs
from clickstream.cli.errors import CliError
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve


def convert(
    *, local: LocalOption = False, name: NameOption = DEFAULT_NAME, stack: StackOption = None
) -> None:
    """Convert the queued raw objects by engine spark now, before its trigger starts a run.

    Exit status 1 if an object was not converted.
    """
    target = resolve(local=local, name=name, stack=stack)
    engine = target.output("engine")
    if engine != "spark":
        msg = f"{target.label} has engine {engine}, which converts raw objects without a command"
        raise CliError(msg, "To convert objects again, use `clickstream backfill`.")
    spark_runs.run(target, {}, local_name=name if local else None)
