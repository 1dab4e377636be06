"""Local stacks: other contracts, several stacks at once, and no process or file left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import uuid
from itertools import islice
from pathlib import Path

import pytest

from clickstream.cli.athena import Lake as AthenaLake
from clickstream.cli.target import target_of
from clickstream.contract.sample_events import sample_events
from clickstream.local.stack import LocalStackError, ephemeral
from tests.e2e.verbs import Lake, eventually
from tests.paths import ROOT, SONG_PLAYS

COMMAND = [str(Path(sys.executable).with_name("clickstream"))]  # as `make setup` installs it


def test_another_contract_gives_its_own_table_without_touching_code() -> None:
    with ephemeral({"contract": str(SONG_PLAYS.relative_to(ROOT))}) as stack:
        lake = Lake(stack)
        plays = list(islice(sample_events(SONG_PLAYS, seed=7), 50))
        lake.put_record("\n".join(json.dumps(play) for play in plays).encode())
        table = stack.outputs["table"]
        assert table == "song_plays"
        eventually(
            lambda: lake.query(f"SELECT count(*) AS n FROM {table}")[0]["n"] == "50",  # noqa: S608 - ours
            "every play is a row",
        )
        (row,) = lake.query(f"SELECT p_date, played_at FROM {table} ORDER BY played_at LIMIT 1")  # noqa: S608 - ours
        assert row["played_at"].startswith(row["p_date"]), (
            "times in epoch milliseconds are instants, and dates are made of them"
        )
        with pytest.raises(Exception, match="does not exist"):
            AthenaLake(target_of(stack)).run("SELECT * FROM clickstream_events")


def test_what_was_deployed_is_on_record() -> None:
    with ephemeral() as stack:
        record = json.loads((stack.directory / "result.json").read_text(encoding="utf-8"))[
            "resources"
        ]
        buckets = {made["id"] for made in record if made["type"] == "aws:s3/bucket:Bucket"}
        assert buckets == {
            stack.outputs[name] for name in ("raw_bucket", "lake_bucket", "results_bucket")
        }


def test_a_program_that_fails_says_why_in_its_own_words() -> None:
    with (
        pytest.raises(
            LocalStackError, match=r"(?s)clickstream-lake:bufferingMb is '0'; allowed: 1 to 128"
        ),
        ephemeral({"bufferingMb": "0"}),
    ):
        pass


def processes(marker: str) -> list[str]:
    """Return the command lines of processes with the marker in arguments or environment."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:  # it ended meanwhile
            continue
        if marker.encode() in text and int(process.name) != os.getpid():
            found.append(f"{process.name} {text[:200]!r}")
    return found


@pytest.mark.skipif(
    not Path("/proc").exists(),
    reason="reads the process table from /proc, which this system does not have",
)
# the server starts; the deployment is asked for; it runs
@pytest.mark.parametrize("stage", ["server.log", "request.json", "deploy.log"])
def test_killing_the_command_midway_leaves_no_process_behind(stage: str) -> None:
    name = f"killed-{uuid.uuid4().hex[:8]}"
    directory = str(ROOT / "build" / "local" / name)
    with subprocess.Popen(
        [*COMMAND, "local", "up", "--name", name],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as command:
        eventually(
            (Path(directory) / stage).exists, f"the command gets to {stage}", pause_seconds=0.01
        )
        assert command.poll() is None, "the command is still at it"
        command.send_signal(signal.SIGKILL)
    eventually(lambda: not processes(directory), "no process of the stack is left")
    subprocess.run(
        [*COMMAND, "local", "down", "--name", name], cwd=ROOT, check=False, capture_output=True
    )
    assert not Path(directory).exists()


def test_two_stacks_run_side_by_side_and_go_for_themselves() -> None:
    names = [f"{side}-{uuid.uuid4().hex[:8]}" for side in ("left", "right")]
    try:
        for name in names:
            run("local", "up", "--name", name)
        endpoints = {
            json.loads(run("local", "outputs", "--name", name))["endpoint"] for name in names
        }
        assert len(endpoints) == 2
        run("local", "down", "--name", names[0])
        assert json.loads(run("local", "outputs", "--name", names[1]))["endpoint"] in endpoints
        assert re.search("no local stack", run("local", "outputs", "--name", names[0], status=1))
    finally:
        for name in names:
            subprocess.run(
                [*COMMAND, "local", "down", "--name", name],
                cwd=ROOT,
                check=False,
                capture_output=True,
            )


def run(*arguments: str, status: int = 0) -> str:
    """Run the command and return its output."""
    result = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert result.returncode == status, result.stdout + result.stderr
    return result.stdout + result.stderr if status else result.stdout
