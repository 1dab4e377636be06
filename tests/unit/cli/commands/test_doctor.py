"""`clickstream doctor`: output, exit status, and the choice of the checks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import doctor
from clickstream.cli.doctor.check import Check, failed, ok, run_checks, skipped
from clickstream.cli.main import app
from tests.paths import USER_PROFILES
from tests.unit.cli.fakes import OUTPUTS, FakeTarget, StubbedGlue

RUNNER = CliRunner(env={"COLUMNS": "120"})
CHECKS = [
    Check("identity", lambda _: ok("account 123456789012")),
    Check("queue policy", lambda _: failed("[red]it[/red] is missing", "Deploy: `pulumi up`.")),
    Check("alarms", lambda _: skipped("the stack has no alarms")),
]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """Return the checks that the command runs."""
    chosen = [*CHECKS]

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({})

    def checks_of(_target: object, **_options: object) -> list[Check]:
        return chosen

    monkeypatch.setattr(doctor, "resolve", resolve)
    monkeypatch.setattr(doctor, "checks_of", checks_of)
    return chosen


def run(*options: str) -> tuple[int, str, str]:
    done = RUNNER.invoke(app, ["doctor", "--stack", "dev", *options])
    return done.exit_code, done.stdout, " ".join(done.stderr.split())


def test_a_failed_check_has_its_remedy_below_it_and_the_exit_status_is_1(
    checks: list[Check],
) -> None:
    status, shown, _ = run()
    assert status == 1, "a check failed"
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines == [
        "ok identity account 123456789012",
        "failed queue policy [red]it[/red] is missing",
        "→ Deploy: `pulumi up`.",
        "skipped alarms the stack has no alarms",
        "1 of 3 checks failed: queue policy; 1 skipped.",
    ]
    del checks[1]
    status, shown, _ = run()
    assert (status, shown.splitlines()[-1]) == (0, "1 of 2 checks passed; 1 skipped.")


def test_control_characters_of_a_result_do_not_reach_the_terminal(checks: list[Check]) -> None:
    checks[:] = [Check("queue", lambda _: failed("seen \x1b[2J", "remedy \x9b2J"))]
    _, shown, _ = run()
    assert r"seen \x1b[2J" in shown
    assert r"remedy \x9b2J" in shown


def test_the_json_has_every_check_with_what_it_saw(checks: list[Check]) -> None:
    status, printed, _ = run("--format", "json")
    assert (status, json.loads(printed)) == (
        1,
        {
            "stack": "the fake stack",
            "ok": False,
            "checks": [
                {
                    "name": "identity",
                    "state": "ok",
                    "seen": "account 123456789012",
                    "remedy": "",
                },
                {
                    "name": "queue policy",
                    "state": "failed",
                    "seen": "[red]it[/red] is missing",
                    "remedy": "Deploy: `pulumi up`.",
                },
                {
                    "name": "alarms",
                    "state": "skipped",
                    "seen": "the stack has no alarms",
                    "remedy": "",
                },
            ],
        },
    )
    assert len(checks) == 3


def test_a_timeout_that_is_no_duration_is_refused(checks: list[Check]) -> None:
    status, _, said = run("--timeout", "soon")
    assert (status, "'soon' is no duration" in said) == (2, True), said
    assert checks


def names(send_probe: bool | None = None, **outputs: Any) -> list[str]:
    target = FakeTarget({}, {**OUTPUTS, "engine": "lambda", **outputs})
    chosen = doctor.checks_of(target, send_probe=send_probe, timeout_seconds=1)
    return [check.name for check in chosen]


def test_each_engine_has_the_checks_of_its_resources() -> None:
    assert names() == [
        "identity",
        "stack outputs",
        "delivery stream",
        "queue",
        "bucket notification",
        "queue policy",
        "redrive policy",
        "converter function",
        "event source mapping",
        "compiled contract",
        "events table",
        "query of the events table",
        "quarantine table",
        "query of the quarantine table",
        "alarms",
        "probe event accepted",
        "probe event delivered",
        "probe event converted",
        "probe event queryable",
    ]
    assert {"Spark job", "last Spark run"} < {*names(spark_job="backfill")}, "with backfill"
    assert "Spark trigger" not in names(spark_job="backfill"), "a command starts its runs"
    by_spark = names(engine="spark", spark_job="converter")
    assert {"Spark job", "Spark trigger", "last Spark run", "queue"} < {*by_spark}
    assert "converter function" not in by_spark
    assert names(engine="firehose", quarantine_table="") == [
        "identity",
        "stack outputs",
        "delivery stream",
        "format conversion",
        "events table",
        "query of the events table",
        "alarms",
        "probe event accepted",
        "probe event queryable",
    ]


def test_without_a_column_of_the_event_type_the_probe_is_sent_only_if_asked_for() -> None:
    contract = str(USER_PROFILES)
    target = FakeTarget({}, {**OUTPUTS, "engine": "lambda", "contract": contract})
    (*_, probe) = doctor.checks_of(target, send_probe=None, timeout_seconds=1)
    outcome = probe.run(target)
    assert (probe.name, outcome.state) == ("probe event accepted", "skipped")
    assert "eventType" in outcome.seen
    assert "--probe" in outcome.remedy
    assert "probe event queryable" in names(True, contract=contract)  # noqa: FBT003 - the value of the option


def test_a_probe_that_is_asked_for_needs_no_other_check_to_pass() -> None:
    target = FakeTarget({}, {**OUTPUTS, "engine": "lambda"})

    def needs(send_probe: bool | None) -> tuple[str, ...]:
        chosen = doctor.checks_of(target, send_probe=send_probe, timeout_seconds=1)
        return next(check.needs for check in chosen if check.name == "probe event accepted")

    assert "bucket notification" in needs(None), "by default no event is sent into a broken stack"
    assert needs(True) == ("stack outputs",)  # noqa: FBT003 - the value of the option
    assert names(False)[-1] == "probe event accepted"  # noqa: FBT003 - the value of the option


def test_a_stack_whose_contract_file_is_missing_has_checks_that_say_so() -> None:
    missing = "contracts/of-another-checkout.odcs.yaml"
    glue = StubbedGlue()
    glue.stub.add_response("get_table", {"Table": {"Name": "clickstream_events"}})
    target = FakeTarget({"glue": glue.client}, {**OUTPUTS, "engine": "lambda", "contract": missing})
    chosen = doctor.checks_of(target, send_probe=None, timeout_seconds=1)
    of_table = next(check for check in chosen if check.name == "events table")
    with glue.stub:
        (result,) = run_checks(target, [replace(of_table, needs=())])
    assert result.is_failed
    assert missing in result.outcome.seen
    probe = next(check for check in chosen if check.name == "probe event accepted")
    assert "events table" in probe.needs, "the probe is skipped"


def test_a_stack_without_the_output_of_the_contract_has_checks() -> None:
    assert names(contract="")[1] == "stack outputs", "this check names what is missing"
