import ast
import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pulumi
import pytest

from clickstream.contract import ContractError, glue_columns
from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.daily_models import MODEL_PARTITIONS
from clickstream.contract.daily_models import DailyModels as Models
from clickstream.contract.odcs import read_contract
from components import DailyModels, DailyModelsArgs
from components.shared.projection import check
from tests.paths import ROOT, USER_PROFILE_MODELS, USER_PROFILES
from tests.unit.recorder import Recorder, record

LAKE = "arn:aws:s3:::shop-lake"
MODELS = read_daily_models(USER_PROFILE_MODELS, read_contract(USER_PROFILES))


def daily_models(**more: Any) -> Recorder:
    args: DailyModelsArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "contract": str(USER_PROFILES),
        "models": str(USER_PROFILE_MODELS),
        "database": "shop",
        "lake_bucket": "shop-lake",
        "lake_bucket_arn": LAKE,
        **more,
    }
    return record(lambda: DailyModels("people", args))


@pytest.fixture
def default() -> Recorder:
    return daily_models()


def archive(recorder: Recorder) -> dict[str, Any]:
    return recorder.one("BucketObjectv2", "people-modules").inputs["source"].assets


def test_every_model_has_a_table_of_its_declared_columns(default: Recorder) -> None:
    tables = {table.inputs["name"]: table.inputs for table in default.of("CatalogTable")}
    assert set(tables) == {model.table for model in MODELS.models}
    for model in MODELS.models:
        assert tables[model.table]["storageDescriptor"]["columns"] == glue_columns.columns(
            model.columns
        ), model.table
        assert tables[model.table]["databaseName"] == "shop"


def test_the_tables_partitions_are_projected_where_the_job_writes_them(default: Recorder) -> None:
    (target,) = [
        value
        for key, value in default.one("Job").inputs["defaultArguments"].items()
        if key == "--models"
    ]
    for model in MODELS.models:
        table = next(
            table.inputs
            for table in default.of("CatalogTable")
            if table.inputs["name"] == model.table
        )
        assert table["storageDescriptor"]["location"] == f"{target}{model.table}/"
        assert [key["name"] for key in table["partitionKeys"]] == ["p_date"]
        check(table["parameters"], MODEL_PARTITIONS, f"{target}{model.table}/", date(2025, 11, 26))
    assert not default.of("Crawler"), "no crawler between a run and its rows"


def test_it_runs_once_a_day_when_the_last_events_have_come(default: Recorder) -> None:
    trigger = default.one("Trigger").inputs
    assert (trigger["type"], trigger["schedule"]) == ("SCHEDULED", "cron(30 1 * * ? *)")
    assert trigger["actions"] == [{"jobName": default.one("Job").name}]
    assert (
        daily_models(schedule="cron(0 5 * * ? *)").one("Trigger").inputs["schedule"]
        == "cron(0 5 * * ? *)"
    )


@pytest.mark.parametrize(
    "schedule", ["", "daily", "30 1 * * ? *", "cron(30 1 * * *)", "rate(1 day)"]
)
def test_a_schedule_that_glue_does_not_take_is_refused_with_the_value(schedule: str) -> None:
    with pytest.raises(ValueError, match="allowed: six fields in UTC, such as cron") as error:
        daily_models(schedule=schedule)
    assert repr(schedule) in str(error.value)


def test_runs_of_several_days_wait_for_each_other(default: Recorder) -> None:
    job = default.one("Job").inputs
    assert job["executionProperty"] == {"maxConcurrentRuns": 1}, (
        "two runs of one day would write over each other"
    )
    assert job["jobRunQueuingEnabled"] is True


def test_the_job_reads_the_events_and_writes_below_the_models(default: Recorder) -> None:
    arguments = default.one("Job").inputs["defaultArguments"]
    assert (arguments["--events"], arguments["--models"]) == (
        "s3://shop-lake/events/",
        "s3://shop-lake/models/",
    )
    assert "--date" not in arguments, "without it a run takes yesterday"


def test_the_job_may_read_events_and_replace_models_and_nothing_else(default: Recorder) -> None:
    statements: list[dict[str, Any]] = json.loads(
        default.one("RolePolicy", "people-data").inputs["policy"]
    )["Statement"]
    granted = {
        action: statement["Resource"] for statement in statements for action in statement["Action"]
    }
    written = {f"{LAKE}/models/*", f"{LAKE}/models_$folder$"}
    assert set(granted["s3:PutObject"]) == set(granted["s3:DeleteObject"]) == written, (
        "the events cannot be changed"
    )
    read = {f"{LAKE}/events", f"{LAKE}/events/*", f"{LAKE}/events_$folder$", f"{LAKE}/models"}
    assert set(granted["s3:GetObject"]) == written | read, (
        "Hadoop asks for the marker of each directory that it reads"
    )
    assert set(granted) == {
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListBucket",
    }


def test_the_archive_holds_the_compiled_models(default: Recorder) -> None:
    compiled = archive(default)["clickstream_models/models.json"]
    assert isinstance(compiled, pulumi.StringAsset)
    assert Models.from_json(compiled.text) == MODELS


def test_the_archive_holds_all_that_the_script_imports_and_the_rest_is_there_on_glue(
    default: Recorder,
) -> None:
    script = ROOT / "spark_src" / "daily_models.py"
    files = {
        name: Path(asset.path)
        for name, asset in archive(default).items()
        if isinstance(asset, pulumi.FileAsset)
    }
    own = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files}
    for path in (script, *files.values()):
        imported = {
            name
            for name in imports(path)
            if name.partition(".")[0] not in sys.stdlib_module_names | {"pyspark"}
        }
        assert imported <= own, f"{path} imports what Glue does not have"


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return names | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_another_query_is_another_archive(default: Recorder, tmp_path: Path) -> None:
    models = shutil.copytree(USER_PROFILE_MODELS, tmp_path / "models")
    (models / "user_login.sql").write_text(
        "SELECT user_id, upper(username) AS username FROM _people\n", encoding="utf-8"
    )
    changed = (
        daily_models(models=str(models)).one("Job").inputs["defaultArguments"]["--extra-py-files"]
    )
    assert changed != default.one("Job").inputs["defaultArguments"]["--extra-py-files"], (
        "a run takes code and queries of one deployment"
    )


def test_models_that_cannot_be_read_fail_the_program() -> None:
    with pytest.raises(ContractError, match="no such file"):
        daily_models(models="nowhere")
