"""Log groups of a stack, by source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.cli.target import Target

FUNCTION_OUTPUTS = {
    "converter": "converter_function",
    "api-source": "api_source_function",
    "canary": "canary_function",
}
"""Outputs with the names of functions, by source."""


def log_groups(target: Target) -> dict[str, str]:
    """Return the log groups of a stack by source, from its output `log_groups`.

    A stack of a former version has no such output: then the log groups of its functions, as their
    configuration names them.
    """
    found: object = target.outputs.get("log_groups")
    if isinstance(found, dict):
        groups = cast("dict[str, Any]", found)
        return {source: str(group) for source, group in groups.items() if group}
    return {
        source: function_log_group(target, str(target.outputs[output]))
        for source, output in FUNCTION_OUTPUTS.items()
        if target.outputs.get(output)
    }


def function_log_group(target: Target, function: str) -> str:
    """Return the name of a function's log group, which exists after the first line."""
    configuration = target.client("lambda").get_function_configuration(FunctionName=function)
    return configuration.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{function}")


def chosen_groups(target: Target, sources: Sequence[str]) -> dict[str, str]:
    """Return the log groups of some sources; of all, if none is given.

    Raises:
        CliError: If the stack has no log of a source, or no log at all.
    """
    groups = log_groups(target)
    if not groups:
        msg = f"{target.label} has no output of a log: neither log_groups nor a function"
        raise CliError(msg, "Deploy this version of the program to it.")
    for source in sources:
        if source not in groups:
            msg = f"{target.label} has no log {source!r}"
            raise CliError(msg, f"Its logs: {', '.join(sorted(groups))}.")
    return {source: groups[source] for source in groups if not sources or source in sources}
