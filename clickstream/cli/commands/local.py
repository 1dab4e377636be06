"""`clickstream local`: runs the pipeline on this machine, without an AWS account."""

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
            help="Value of a setting; Pulumi.yaml describes all settings. Repeatable.",
        ),
    ] = None,
    name: NameOption = DEFAULT_NAME,
) -> None:
    """Deploy the program into a local emulator, and leave the emulator running."""
    settings = _settings(config or [])
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        running = stack.up(name, settings, report=note)
    option = "" if name == DEFAULT_NAME else f" --name {name}"
    note(
        f"The local stack {name!r} runs at {running.endpoint}. Send events: `clickstream send "
        f"--local{option} --events 1000`. Remove it: `clickstream local down{option}`."
    )


@app.command()
def status(name: NameOption = DEFAULT_NAME) -> None:
    """Show endpoint and process of the local stack. Exit status 1 if it is not running."""
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
    """Print the endpoint and the stack outputs of the local stack as JSON."""
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        running = stack.load(name)
    document = {"endpoint": running.endpoint, **running.outputs}
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


@app.command()
def down(name: NameOption = DEFAULT_NAME) -> None:
    """Stop the local stack and delete all its data."""
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        removed = stack.down(name)
    note(f"The local stack {name!r} {'is removed' if removed else 'was not running'}.")


def _settings(pairs: list[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            msg = f"--config {pair!r} is not of the form KEY=VALUE, such as --config bufferingSeconds=10"
            raise typer.BadParameter(msg)
        settings[key] = value
    return settings
