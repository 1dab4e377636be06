"""`clickstream convert`: starts a run of the Spark converter now."""

from clickstream.cli import spark_runs
from clickstream.cli.errors import CliError
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve


def convert(
    *, local: LocalOption = False, name: NameOption = DEFAULT_NAME, stack: StackOption = None
) -> None:
    """Convert the queued raw objects now, with the Spark converter (`engine: spark`).

    The command starts a run of the job instead of waiting for its trigger. Exit status 1 if a raw
    object was not converted.
    """
    target = resolve(local=local, name=name, stack=stack)
    engine = target.output("engine")
    if engine != "spark":
        msg = f"{target.label} has engine {engine}, which converts raw objects without a command"
        raise CliError(msg, "To convert raw objects again, use `clickstream backfill`.")
    spark_runs.run(target, {}, local_name=name if local else None)
