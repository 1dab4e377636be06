"""`clickstream local`: the pipeline on this machine, without an AWS account."""

import json
from typing import Annotated

import typer

from clickstream.cli.output import note, out, table
from clickstream.cli.target import DEFAULT_NAME, NameOption, local_errors

app = typer.Typer(
    help="Run the pipeline on this machine, without an AWS account.", no_args_is_help=True
)


@app.command()
def up(
    config: Annotated[
        list[str] | None,
        typer.Option(
            "--config",
            metavar="KEY=VALUE",
            help="Set a key of the stack's configuration; Pulumi.yaml lists them. Repeatable.",
        ),
    ] = None,
    name: NameOption = DEFAULT_NAME,
) -> None:
    """Deploy the program into a local emulator, and leave it running."""
    settings = _settings(config or [])
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        running = stack.up(name, settings, report=note)
    named = "" if name == DEFAULT_NAME else f" --name {name}"
    note(
        f"The local stack {name!r} runs at {running.endpoint}. Try `clickstream send --local{named} --events 1000`; `clickstream local down{named}` ends it."
    )


@app.command()
def status(name: NameOption = DEFAULT_NAME) -> None:
    """Show where the local stack runs. Exit status 1 if it does not."""
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        running = stack.load(name)
    rows = [
        ("name", running.name),
        ("endpoint", running.endpoint),
        ("region", running.region),
        ("process", str(running.pid)),
        ("directory", str(running.directory)),
    ]
    out.print(table(("local stack", ""), rows))


@app.command()
def outputs(name: NameOption = DEFAULT_NAME) -> None:
    """Print the local stack's endpoint and outputs as JSON."""
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        running = stack.load(name)
    typer.echo(
        json.dumps({"endpoint": running.endpoint, **running.outputs}, indent=2, ensure_ascii=False)
    )


@app.command()
def down(name: NameOption = DEFAULT_NAME) -> None:
    """End the local stack and remove all it holds."""
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        ended = stack.down(name)
    note(f"The local stack {name!r} {'is gone' if ended else 'was not running'}.")


def _settings(pairs: list[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            msg = f"--config {pair!r} is not of the form KEY=VALUE, such as --config bufferingSeconds=10"
            raise typer.BadParameter(msg)
        settings[key] = value
    return settings
