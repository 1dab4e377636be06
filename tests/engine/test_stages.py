"""Every stage file on the real engine: preview, up, up without a change, refresh and destroy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.inventory import inventory
from tests.engine.stack import changes, new_stack, stages
from tests.outputs import expected_outputs
from tests.unit.recorder import PROJECT, stage_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.stack import Stack

PROTECTED = "because it is protected"
# outputs that are unique names in an account
NAMES = ("database", "delivery_stream_name", "lake_bucket", "spark_job", "workgroup")


@pytest.fixture(scope="module", params=stages())
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    directory: Path = tmp_path_factory.mktemp(request.param)
    with new_stack(request.param, directory) as stack:
        yield stack


def test_a_stage_is_previewed_deployed_refreshed_and_destroyed(stack: Stack) -> None:
    before = inventory(stack)

    previewed = stack.succeed("preview")
    assert inventory(stack) == before, "a preview creates no resource"
    deployed = stack.succeed("up")
    assert sorted(changes(previewed)) == sorted(changes(deployed)), (
        "the preview has the changes of the deployment"
    )

    config = {
        key.removeprefix(f"{PROJECT}:"): value for key, value in stage_config(stack.name).items()
    }
    assert set(stack.outputs) == expected_outputs(config)
    assert [key for key, value in stack.outputs.items() if not value] == [], "no output is empty"

    assert changes(stack.succeed("up")) == [], "an unchanged program changes no resource"
    assert changes(stack.succeed("refresh")) == [], "every resource of the state exists"

    deployed_resources = inventory(stack)
    destroyed = stack.run("destroy")
    if config["protect"] == "true":
        assert PROTECTED in str(destroyed["error"])
        assert inventory(stack) == deployed_resources, "no resource of a protected stage is deleted"
    else:
        assert destroyed["error"] is None
        assert inventory(stack) == before, "no resource of an unprotected stage is left"


@pytest.mark.thorough
def test_stacks_of_the_same_name_can_share_an_account(tmp_path: Path) -> None:
    with (
        new_stack("spark", tmp_path / "ada") as ada,
        new_stack("spark", tmp_path / "bo", endpoint=ada.endpoint) as bo,
        new_stack(
            "spark", tmp_path / "cy", name="a.long-name.with_dots", endpoint=ada.endpoint
        ) as cy,
    ):
        empty = inventory(ada)
        ada.succeed("up")
        of_ada = inventory(ada)
        for other in (bo, cy):
            other.succeed("up")
            shared = [key for key in NAMES if other.outputs[key] == ada.outputs[key]]
            assert shared == [], "the names of each stack's resources are unique in the account"
        for other in (bo, cy):
            other.succeed("destroy")
        assert inventory(ada) == of_ada, "a destroy deletes only resources of its own stack"
        ada.succeed("destroy")
        assert inventory(ada) == empty
