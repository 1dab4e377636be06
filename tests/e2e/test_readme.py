"""Run the README's commands for a local stack, unchanged."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.verbs import eventually
from tests.paths import ROOT


def commands() -> list[str]:
    (block,) = re.findall(
        r"```sh\n(clickstream local up\n.*?)```",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    return block.strip().splitlines()


@pytest.fixture(scope="module")
def said() -> list[str]:
    """Return the output of each command, in order; each exits with status 0."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(command: str) -> str:
        # A name of its own: whoever runs the tests may have a default stack running.
        named = re.sub(r"(--local\b|\blocal (?:up|outputs|down))", r"\1 --name readme", command)
        result = subprocess.run(
            ["bash", "-c", named],  # noqa: S607 - the user's shell
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{named}\n{result.stdout}{result.stderr}"
        return result.stdout

    count = 'clickstream query --local "SELECT count(*) AS n FROM clickstream_events" --format json'
    outputs: list[str] = []
    for command in commands():
        outputs.append(run(command))
        if "--events" in command:
            eventually(
                lambda: json.loads(run(count))[0]["n"] in {5000, "5000"}, "all events are rows"
            )
    return outputs


def test_every_command_of_the_local_section_ends_well(said: list[str]) -> None:
    assert len(said) == len(commands()) >= 9


def test_queries_answer_with_rows(said: list[str]) -> None:
    answer = said[
        next(index for index, command in enumerate(commands()) if "--format csv" in command)
    ]
    header, first, *_ = answer.splitlines()
    assert header == "event_type,events"
    assert first.startswith("product_view,")


def test_outputs_are_json_with_the_endpoint(said: list[str]) -> None:
    outputs = json.loads(said[commands().index("clickstream local outputs")])
    assert outputs["endpoint"].startswith("http://127.0.0.1:")
    assert outputs["delivery_stream_name"]
