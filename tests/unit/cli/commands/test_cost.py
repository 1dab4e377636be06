"""`clickstream cost`: source of the settings, output, and errors with a remedy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from clickstream.cli import cost_report, stack_settings
from clickstream.cli.main import app
from clickstream.cost.changes import best_changes
from clickstream.cost.estimate import estimate, with_engine
from clickstream.cost.prices import DEFAULT_FILE
from clickstream.cost.settings import Engine
from tests.paths import ROOT
from tests.unit.cost.examples import DEFAULTS, PRICES, WORKLOAD, settings, workload

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()
COMMAND = ["cost", "--events-per-day", "864000", "--bytes-per-event", "1023", "--quarantined", "0"]
TOTAL = 67.93  # tests/unit/cost/test_examples.py computes it


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*options: str) -> str:
    done = RUNNER.invoke(app, [*COMMAND, *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def as_json(*options: str) -> dict[str, Any]:
    return json.loads(run("--format", "json", *options))


def error(*options: str) -> str:
    done = RUNNER.invoke(app, [*COMMAND, *options])
    assert done.exit_code == 1, done.output
    return " ".join(done.stderr.split())


def test_the_table_has_every_line_with_quantity_and_unit_price_and_the_total() -> None:
    printed = run()
    rows = [[cell.strip() for cell in line.split("│")] for line in printed.splitlines()]
    assert ["raw objects written", "43,200 requests", "0.005 / 1,000 requests", "0.22"] in [
        row[2:6] for row in rows
    ]
    assert ["total", "", "", "", str(TOTAL)] in [row[1:6] for row in rows]
    assert "Changes that would save most" in printed


def test_the_json_has_the_source_of_each_price_and_the_workload() -> None:
    content = as_json()
    assert content["total"] == pytest.approx(TOTAL, abs=0.01)
    assert content["total"] == pytest.approx(sum(line["cost"] for line in content["lines"]))
    assert all(line["source"].startswith("https://") for line in content["lines"])
    assert content["workload"]["events_per_day"] == 864_000
    assert (content["region"], content["engine"]) == ("us-east-1", "lambda")
    assert len(content["changes"]) == 3


def test_the_stage_has_its_own_settings() -> None:
    found = as_json("--stage", "firehose")
    assert found["engine"] == "firehose"
    assert {"format conversion", "crawlers", "alarms"} <= {line["item"] for line in found["lines"]}


@pytest.mark.parametrize("path", sorted(ROOT.glob("Pulumi.*.yaml")), ids=lambda path: path.name)
def test_every_stage_has_an_estimate(path: Path) -> None:
    content = as_json("--stage", path.name.split(".")[1])
    assert content["total"] > 0


def test_the_region_of_the_stage_is_noted_if_the_prices_are_of_another() -> None:
    done = RUNNER.invoke(app, [*COMMAND, "--stage", "dev"])
    assert "the stage 'dev' is in eu-central-1; these are prices of us-east-1" in " ".join(
        done.stderr.split()
    )


def test_the_settings_of_a_stack_are_those_that_pulumi_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = {
        "aws:region": "us-east-1",
        "aws:profile": "shop",
        "clickstream-lake:engine": "spark",
        "clickstream-lake:protectionKey": "(secret)",
    }

    def pulumi_config(stack: str, project: Path) -> dict[str, str]:
        assert (stack, project) == ("shop", ROOT)
        return config

    monkeypatch.setattr(stack_settings, "pulumi_config", pulumi_config)
    assert as_json("--stack", "shop")["engine"] == "spark"
    config["clickstream-lake:enginee"] = "spark"
    assert "the stack 'shop' has the setting 'enginee'" in error("--stack", "shop")


def test_an_encrypted_setting_of_a_stage_is_not_needed(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    (tmp_path / "Pulumi.shop.yaml").write_text(
        "config:\n  clickstream-lake:protectionKey:\n    secure: AAABAAF\n"
        "  clickstream-lake:bufferingMb: 64\n"
    )
    texts = stack_settings.of_stage(tmp_path, "shop")
    assert texts.by_key["protectionKey"] == "(secret)"
    assert (texts.by_key["bufferingMb"], texts.by_key["engine"]) == ("64", "lambda")
    assert texts.by_key["formerKmsKeyArns"] == "[]"
    assert texts.region is None


def test_a_stage_that_does_not_exist_is_an_error_with_the_stages() -> None:
    printed = error("--stage", "production")
    assert "there is no stage 'production'" in printed
    assert "dev, firehose, onebucket, prod, spark" in printed


def test_stage_and_stack_together_are_refused() -> None:
    done = RUNNER.invoke(app, [*COMMAND, "--stage", "dev", "--stack", "dev"])
    assert done.exit_code == 2
    assert "--stage and --stack are both given" in " ".join(done.stderr.split())


def test_prices_of_another_region_are_taken_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "frankfurt.toml"
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace("us-east-1", "eu-central-1")
    path.write_text(text.replace("price = 0.40\n", "price = 4.00\n"), encoding="utf-8")
    found = as_json("--prices", str(path))
    assert found["region"] == "eu-central-1"
    (sent,) = [line for line in found["lines"] if line["item"] == "notifications sent"]
    assert sent["unit_price"] == pytest.approx(4.0)


def test_a_file_of_prices_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    assert "none.toml cannot be read as TOML" in error("--prices", str(tmp_path / "none.toml"))


def test_the_engines_are_compared_by_service() -> None:
    content = as_json("--compare")
    totals = {name: engine["total"] for name, engine in content["engines"].items()}
    assert totals == {
        engine.value: pytest.approx(
            estimate(with_engine(DEFAULTS, engine), workload(), PRICES).total
        )
        for engine in Engine
    }
    printed = run("--compare")
    header = next(line for line in printed.splitlines() if "service" in line)
    assert [cell.strip() for cell in header.strip("┃").split("┃")] == ["service", *Engine]
    assert f"{totals['spark']:,.2f}" in printed


def test_firehose_is_compared_with_the_settings_that_it_requires() -> None:
    changed = with_engine(settings(daily_models="models/user_profile"), Engine.FIREHOSE)
    assert (changed.buffering_mb, changed.buffering_seconds) == (64, 60)
    assert (changed.parquet_compression, changed.daily_models) == ("snappy", "")


def test_the_best_changes_are_those_of_a_new_estimate() -> None:
    before = estimate(DEFAULTS, WORKLOAD, PRICES).total
    changes = best_changes(DEFAULTS, WORKLOAD, PRICES)
    longer = estimate(settings(buffering_seconds=900), WORKLOAD, PRICES).total
    assert changes[0].change == "bufferingSeconds: 900", "fewer files are fewer requests"
    assert changes[0].saving == pytest.approx(before - longer)
    savings = [change.saving for change in changes]
    assert savings == sorted(savings, reverse=True)
    assert len(changes) == 3


def test_packing_is_a_change_if_producers_send_single_events() -> None:
    changes = best_changes(DEFAULTS, workload(send_every_seconds=0), PRICES)
    (packing,) = [change for change in changes if change.change.startswith("producers pack")]
    # (123.596 - 24.7192) GB * $0.029, as in tests/unit/cost/test_examples.py
    assert packing.saving == pytest.approx(2.8674, rel=1e-3)


def test_a_customer_key_is_a_change() -> None:
    keyed = settings(kms_key_arn="arn:aws:kms:eu-central-1:123456789012:key/1")
    changes = best_changes(keyed, WORKLOAD, PRICES)
    (key,) = [change for change in changes if change.change.startswith("kmsKeyArn")]
    assert key.change == 'kmsKeyArn: ""'
    assert key.saving == pytest.approx(4.97244, rel=1e-3)


def test_no_change_breaks_a_rule_of_the_settings() -> None:
    stack = settings(raw_expiration_days=365, raw_infrequent_access_days=200)
    changes = best_changes(stack, WORKLOAD, PRICES, count=100)
    assert not [change for change in changes if change.change == "rawExpirationDays: 90"], (
        "objects would expire before they move"
    )
    firehose = with_engine(DEFAULTS, Engine.FIREHOSE)
    found = best_changes(firehose, WORKLOAD, PRICES, count=100)
    assert not [change for change in found if change.change.startswith("parquetCompression")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(43_200, "43,200"), (24.7192, "24.7"), (0.0143051, "0.0143"), (6, "6"), (0.5, "0.5")],
)
def test_quantities_have_three_digits(value: float, shown: str) -> None:
    assert cost_report.quantity(value) == shown


@pytest.mark.parametrize("options", [["--stage", "prod"], ["--stage", "prod", "--compare"]])
def test_the_guide_shows_the_output_of_its_commands(options: list[str]) -> None:
    guide = (ROOT / "docs/guides/cost.md").read_text(encoding="utf-8")
    command = ["cost", "--events-per-day", "1000000", "--bytes-per-event", "600", *options]
    assert f"clickstream {' '.join(command)}\n" in guide, "the guide has the command"
    printed = RUNNER.invoke(app, command).stdout
    shown = "\n".join(line.rstrip() for line in printed.splitlines())
    assert f"```text\n{shown}\n```" in guide, "run the command again, and copy its output"
