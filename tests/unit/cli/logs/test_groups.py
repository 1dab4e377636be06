"""Log groups come from the outputs, or from the functions of a stack of a former version."""

from __future__ import annotations

from typing import Any

import pytest

from clickstream.cli.errors import CliError
from clickstream.cli.logs.groups import chosen_groups, log_groups
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

GROUPS = {"converter": "group-c", "delivery": "group-d", "canary": ""}


class Functions:
    """Lambda with functions that log into groups of their own, and one into the default."""

    def get_function_configuration(self, *, FunctionName: str) -> dict[str, Any]:
        if FunctionName == "converter":
            return {"LoggingConfig": {"LogGroup": "converter-function-1"}}
        return {}


def target(outputs: dict[str, Any]) -> FakeTarget:
    return FakeTarget({"lambda": Functions()}, outputs)


def test_the_output_names_the_groups() -> None:
    assert log_groups(target({"log_groups": GROUPS})) == {
        "converter": "group-c",
        "delivery": "group-d",
    }, "a source without a group is left out"


def test_without_the_output_the_functions_name_their_groups() -> None:
    outputs = {**OUTPUTS, "api_source_function": "poll"}
    assert log_groups(target(outputs)) == {
        "converter": "converter-function-1",
        "api-source": "/aws/lambda/poll",
    }


def test_chosen_sources_are_those_given_and_all_without_a_choice() -> None:
    stack = target({"log_groups": GROUPS})
    assert chosen_groups(stack, ["delivery"]) == {"delivery": "group-d"}
    assert chosen_groups(stack, []).keys() == {"converter", "delivery"}


def test_a_source_that_the_stack_lacks_is_refused_with_the_sources_that_it_has() -> None:
    with pytest.raises(CliError, match="has no log 'spark'") as caught:
        chosen_groups(target({"log_groups": GROUPS}), ["converter", "spark"])
    assert caught.value.remedy == "Its logs: converter, delivery."


def test_a_stack_without_any_log_is_refused_with_the_remedy() -> None:
    with pytest.raises(CliError, match="neither log_groups nor a function") as caught:
        chosen_groups(target({"table": "t"}), [])
    assert "Deploy this version" in caught.value.remedy
