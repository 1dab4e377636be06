"""Entries of the runbook for the Spark job: a run that fails, and the conversion of past dates."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.local import stack
from tests.e2e.verbs import Lake, events_of, eventually
from tests.engine.operated import event, shorten_alarms
from tests.local_commands import LocalCommands
from tests.runbook import runs

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFINED = ("Role", "Command", "DefaultArguments", "GlueVersion", "WorkerType", "NumberOfWorkers")


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    name = f"runbook-{uuid.uuid4().hex[:8]}"
    try:
        yield Lake(stack.up(name, {"engine": "spark"}))
    finally:
        stack.down(name)


@pytest.fixture
def commands(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> LocalCommands:
    return LocalCommands(lake.stack.name, tmp_path_factory.mktemp("runbook"))


def status(commands: LocalCommands) -> dict[str, Any]:
    """Return the status of the stack; a problem is no failure of the command."""
    return json.loads(commands.run("clickstream status --stack spark --format json", {0, 1}))


def problem_of_job(commands: LocalCommands) -> dict[str, Any] | None:
    """Return the problem of the Glue job that `status` names."""
    problems = status(commands)["problems"]
    return next((problem for problem in problems if problem["kind"] == "job-failed"), None)


def set_lake_bucket(lake: Lake, bucket: str) -> None:
    """Change an argument of the job, as somebody may do by hand."""
    glue, name = lake.client("glue"), lake.stack.outputs["spark_job"]
    job = glue.get_job(JobName=name)["Job"]
    update = {key: job[key] for key in DEFINED if key in job}
    update["DefaultArguments"] = {**job["DefaultArguments"], "--lake-bucket": bucket}
    glue.update_job(JobName=name, JobUpdate=update)


@runs("job-failed", 1, 2)
def test_a_run_that_fails_is_named_and_the_next_one_converts_its_objects(
    lake: Lake, commands: LocalCommands
) -> None:
    source = lake.put_object(events_of(event(), event()))
    set_lake_bucket(lake, "no-such-bucket")
    assert "NoSuchBucket" in commands.run("clickstream convert --stack spark", {1})
    problem = eventually(lambda: problem_of_job(commands), "status names the failed run")
    assert problem["runbook"] == "docs/operations.md#job-failed"
    assert "start a run" in problem["remedy"]
    commands.follow("job-failed", 1)

    set_lake_bucket(lake, lake.stack.outputs["lake_bucket"])
    commands.follow("job-failed", 2)
    assert len(lake.rows(source)) == 2
    shorten_alarms(lake.client("cloudwatch"), lake.stack.outputs["alarms"])
    eventually(lambda: status(commands)["ok"], "nothing is wrong any more")


@runs("roll-back", 2)
def test_a_range_of_arrival_dates_is_converted_again_and_no_row_is_doubled(
    lake: Lake, commands: LocalCommands
) -> None:
    key = f"raw/year=2025/month=11/day=05/{uuid.uuid4()}.gz"
    source = lake.put_object(events_of(event(), event()), key)
    for _ in range(2):
        commands.follow("roll-back", 2)
        assert len(lake.rows(source)) == 2
