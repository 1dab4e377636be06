"""Replacement table against the resource types and the inputs of Pulumi's AWS provider."""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING, cast

import pytest

from clickstream.local.resource_monitor import MODULES
from clickstream.local.resource_types import RESOURCE_TYPES
from tests.engine.replacement import REPLACES

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_resource_type_has_a_row_in_the_replacement_table() -> None:
    assert set(REPLACES) == set(RESOURCE_TYPES)


@pytest.mark.parametrize("token", REPLACES)
def test_an_input_that_replaces_a_resource_is_an_input_of_its_pulumi_class(token: str) -> None:
    _, path, name = token.split(":")
    module = path.partition("/")[0]
    resource = getattr(importlib.import_module(MODULES.get(module, f"pulumi_aws.{module}")), name)
    parameters = inspect.signature(
        cast("Callable[..., None]", vars(resource)["_internal_init"])
    ).parameters
    inputs = {parameter.title().replace("_", "").lower() for parameter in parameters}
    assert {path.partition(".")[0].lower() for path in REPLACES[token].inputs} <= inputs
