"""Upgrade and rollback of a running stack's program: contract, code, layer, former commit."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.engine.account import Producer
from tests.engine.changing import summary
from tests.engine.setting_changes import SLOW_MACHINE
from tests.engine.stack import changes, copy_program, host, new_stack, share_archives
from tests.engine.test_changes import assert_reconciled
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.thorough
COLUMN = """      - name: campaign
        logicalType: string
        physicalType: string
        description: Campaign that the visit came from.
"""


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that occurs once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs once in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_column(program: Path) -> None:
    """Add a column to the default contract of a program."""
    next_column = "      - name: product_id\n"
    contract = program / "contracts" / "clickstream.odcs.yaml"
    edit(contract, next_column, f"{COLUMN}{next_column}")


def former_commit(directory: Path) -> Path:
    """Return a copy of the program of the former commit."""
    archive = directory.with_suffix(".zip")
    command = ["git", "archive", "--format=zip", f"--output={archive}", "HEAD~1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        problem = f"{ROOT} has no former commit: {done.stderr.decode().strip()}"
        if os.environ.get("CI"):
            pytest.fail(f"{problem}. Fetch the history")
        pytest.skip(problem)
    shutil.unpack_archive(archive, directory)
    share_archives(directory)
    return directory


def test_an_upgrade_of_the_program_and_a_rollback_lose_no_event(
    tmp_path: Path,
) -> None:
    with new_stack("dev", tmp_path) as stack:
        settings = {**host(), **SLOW_MACHINE}
        stack.succeed("up", settings)
        with Producer(stack) as producer:
            producer.label = "a column added"
            add_column(stack.program)
            effect = summary(stack.succeed("up"))
            assert "CatalogTable" in effect
            assert "replaces" not in effect, effect

            producer.label = "the code changed"
            handler = stack.program / "lambda_src" / "converter" / "handler.py"
            handler.write_text(
                handler.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8"
            )
            assert summary(stack.succeed("up")) == "in place: Function"

            producer.label = "the layer renewed"
            lock = stack.program / "lambda_src" / "requirements.txt"
            lock.write_text(lock.read_text(encoding="utf-8") + "# renewed\n", encoding="utf-8")
            effect = summary(stack.succeed("up"))
            assert "replaces: LayerVersion" in effect, effect

            producer.label = "the first program again"
            stack.succeed(
                "up",
                settings,
                program=with_settings_of(stack.program, copy_program(tmp_path / "first"), "dev"),
            )

            producer.label = "the former commit"
            stack.succeed(
                "up",
                settings,
                program=with_settings_of(stack.program, former_commit(tmp_path / "before"), "dev"),
            )
            assert_reconciled(producer)


def with_settings_of(program: Path, other: Path, stage: str) -> Path:
    """Copy the stack file of a program, with the salt of the encrypted state, to another copy."""
    shutil.copy(program / f"Pulumi.{stage}.yaml", other)
    return other


FORMER_TYPES = {
    "components/shared/object_queue.py": (
        ("clickstream:converter:LambdaConverter", "clickstream:transform:Transform"),
        ("clickstream:converter:SparkConverter", "clickstream:spark:SparkTransform"),
    ),
    "components/spark_converter.py": (
        (
            "super().__init__(SPARK_TYPE, name",
            "super().__init__(FORMER_MANUAL_TYPE if former == [FORMER_MANUAL_TYPE] else SPARK_TYPE, name",
        ),
    ),
    "components/firehose_converter.py": (
        ("clickstream:converter:FirehoseConverter", "clickstream:ingestion:NativeIngestion"),
    ),
}
"""Edits that give the components the types that they had before they were renamed, by file."""


@pytest.mark.parametrize(
    ("stage", "settings"), [("dev", {"backfill": "true"}), ("spark", {}), ("firehose", {})]
)
def test_a_stack_of_the_former_component_types_keeps_every_resource(
    stage: str, settings: dict[str, str], tmp_path: Path
) -> None:
    former = copy_program(tmp_path / "former")
    for path, edits in FORMER_TYPES.items():
        for now, before in edits:
            edit(former / path, now, before)
    with new_stack(stage, tmp_path) as stack:
        settings = {**host(), **settings}
        stack.succeed("up", settings, program=with_settings_of(stack.program, former, stack.name))
        types = {resource["type"] for resource in stack.resources()}
        assert types, "the former program is deployed"
        shutil.copy(former / f"Pulumi.{stage}.yaml", stack.program)
        assert changes(stack.succeed("up", settings)) == []
