"""Generator of `reference/commands.md`: the commands of `clickstream`, from the Typer app."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

import typer

from clickstream.cli.main import app
from tools.reference.text import code, fenced, page, prose, table

INTRODUCTION = """
`clickstream COMMAND --help` prints the same text. A command that fails prints the wrong value and
the remedy on stderr, and its exit status is 1. A wrong option has exit status 2.
"""
TYPES = {"int": "INTEGER", "float": "NUMBER", "str": "TEXT", "Path": "PATH"}


def generate() -> str:
    """Return the page."""
    group: Any = typer.main.get_command(app)
    return page(
        "Commands",
        prose(INTRODUCTION),
        *(_section(name, command) for name, command in _commands("clickstream", group)),
    )


def _commands(prefix: str, group: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Typer's classes are private
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(f"{prefix} {name}", command)
        else:
            yield f"{prefix} {name}", command


def _section(name: str, command: Any) -> str:  # noqa: ANN401 - Typer's classes are private
    parameters = [parameter for parameter in command.params if not parameter.hidden]
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    options = [parameter for parameter in parameters if parameter.param_type_name == "option"]
    shown = [_usage(argument) for argument in arguments]
    usage = fenced(" ".join([name, *(["[OPTIONS]"] if options else []), *shown]), "text")
    blocks = [f"## {name}", prose(command.help or ""), usage]
    if arguments:
        rows = [(code(_metavar(argument)), argument.help or "") for argument in arguments]
        blocks.append(table(("argument", "description"), rows))
    if options:
        rows = [(_flags(option), _default(option), option.help or "") for option in options]
        blocks.append(table(("option", "default", "description"), rows))
    return "\n\n".join(blocks)


def _usage(argument: Any) -> str:  # noqa: ANN401 - Typer's classes are private
    shown = _metavar(argument) + ("..." if argument.nargs != 1 else "")
    return shown if argument.required else f"[{shown}]"


def _metavar(parameter: Any) -> str:  # noqa: ANN401 - Typer's classes are private
    if parameter.metavar:
        return parameter.metavar
    annotation: type = parameter.type_descriptor.annotation
    if issubclass(annotation, Enum):
        return "|".join(str(member.value) for member in annotation)
    return TYPES.get(annotation.__name__, str(parameter.name).upper())


def _flags(option: Any) -> str:  # noqa: ANN401 - Typer's classes are private
    value = "" if option.is_flag else f" {_metavar(option)}"
    return ", ".join(code(flag + value) for flag in [*option.opts, *option.secondary_opts])


def _default(option: Any) -> str:  # noqa: ANN401 - Typer's classes are private
    if option.required:
        return "required"
    default = option.default
    if option.show_default is False or default is None or default is False or default in ((), []):
        return ""
    return code(default.value if isinstance(default, Enum) else default)
