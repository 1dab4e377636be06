"""Changes of contract, key and version: named by `status`, made by the commands of the runbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.operated import QUARANTINABLE, VERSION, Operated, operated
from tests.engine.stack import with_hashed_email
from tests.engine.test_upgrades import edit
from tests.runbook import runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "the first key, of 32 characters."
REQUIRED = """      - name: tenant
        logicalType: string
        physicalType: string
        required: true
        description: Tenant of the shop.
        examples: [acme]
"""
NEXT_COLUMN = "      - name: product_id\n"
CONTRACT = "contracts/clickstream.odcs.yaml"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    directory = tmp_path_factory.mktemp("runbook")
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        operated(directory, monkeypatch, {"protectionKey": KEY}, with_hashed_email) as running,
    ):
        running.send(3, email="ada@example.com")
        running.wait_for_events()
        yield running


@pytest.fixture
def program(lake: Operated) -> Path:
    return lake.stack.program


@runs("quarantine-share", 1, 2)
def test_a_contract_that_does_not_fit_is_named_and_its_lines_become_rows(
    lake: Operated, program: Path
) -> None:
    edit(program / CONTRACT, NEXT_COLUMN, f"{REQUIRED}{NEXT_COLUMN}")
    lake.terminal.commit("require a tenant", CONTRACT)
    lake.terminal.succeed("pulumi up --stack dev")
    lake.send(QUARANTINABLE)

    problem = lake.wait_for_problem("quarantine-share")
    assert "contract" in problem["remedy"]
    assert "missing_field" in lake.status().content["quarantined"], "the reason is named"
    (looked,) = lake.terminal.follow("quarantine-share", 1)
    assert "tenant" in looked.output, "the query names the column"

    lake.terminal.follow("quarantine-share", 2)
    lake.terminal.commit("require no tenant", CONTRACT)
    lake.assert_fixed()
    quarantined = lake.terminal.succeed(
        'clickstream query --stack dev "SELECT count(*) AS n FROM clickstream_events_quarantine '
        "WHERE detail LIKE '%tenant%'\" --format csv"
    )
    assert quarantined.output.splitlines()[1] == "0", "no line is both a row and quarantined"


def test_a_producer_that_sends_rubbish_is_named_and_its_lines_are_kept(lake: Operated) -> None:
    lake.send(20, malformed=QUARANTINABLE)
    problem = lake.wait_for_problem("quarantine-share")
    assert "fix the producer" in problem["remedy"]
    assert lake.status().content["quarantined"]["malformed_json"] == QUARANTINABLE
    (looked,) = lake.terminal.follow("quarantine-share", 1)
    assert "malformed_json" in looked.output
    assert "{broken" in looked.output, "an example of the lines is shown"
    lake.assert_fixed()


@runs("rotate-the-protection-key", 1)
def test_the_protection_key_is_rotated(lake: Operated) -> None:
    def deployed() -> str:
        (secret,) = lake.client("secretsmanager").list_secrets()["SecretList"]
        return lake.client("secretsmanager").get_secret_value(SecretId=secret["ARN"])[
            "SecretString"
        ]

    assert deployed() == KEY
    lake.terminal.follow("rotate-the-protection-key", 1)
    assert deployed() == "a new key of 16 characters or more"
    lake.send(2, email="ada@example.com")
    lake.assert_fixed()


@runs("upgrade", 1)
def test_a_stack_is_upgraded_to_a_release(lake: Operated, program: Path) -> None:
    terminal = lake.terminal
    edit(program / CONTRACT, "Number of pieces.", "Number of pieces that were sold.")
    terminal.commit("release", CONTRACT, tag="v1.1.0")
    terminal.succeed(
        "git clone --quiet --bare . ../origin && git remote add origin ../origin && "
        f"git tag --delete v1.1.0 && git checkout --quiet {VERSION}"
    )
    lake.send(2)
    terminal.follow("upgrade", 1, failing=True)
    assert "v1.1.0" in terminal.succeed("git describe --tags").output
    lake.send(2)
    lake.assert_fixed()
