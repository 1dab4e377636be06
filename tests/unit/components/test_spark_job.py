import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components import SparkJob, SparkJobArgs, WorkerType
from components.shared import policies
from components.shared.spark_package import LOCK
from components.spark_job import GLUE_VERSION
from tests.unit.recorder import ACCOUNT, Recorder, record

ASSETS = "arn:aws:s3:::shop-lake"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"
POLICY = policies.document(policies.write_objects(ASSETS, ["events/"]))


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "convert.py"
    path.write_text("print('hello')\n", encoding="utf-8")
    return path


def spark_job(script: Path, **more: Any) -> Recorder:
    args: SparkJobArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "description": "Says hello.",
        "script": str(script),
        "assets_bucket": "shop-lake",
        "assets_bucket_arn": ASSETS,
        "policy": POLICY,
        **more,
    }
    return record(lambda: SparkJob("job", args))


def granted(recorder: Recorder, policy: str) -> dict[str, list[str]]:
    statements: list[dict[str, Any]] = json.loads(
        recorder.one("RolePolicy", policy).inputs["policy"]
    )["Statement"]
    return {
        action: statement["Resource"] for statement in statements for action in statement["Action"]
    }


def test_the_job_runs_the_uploaded_script_on_glue_5(script: Path) -> None:
    recorder = spark_job(script)
    job, uploaded = recorder.one("Job").inputs, recorder.one("BucketObjectv2", "job-script").inputs
    assert job["glueVersion"] == GLUE_VERSION == "5.0"
    assert job["command"] == {
        "name": "glueetl",
        "pythonVersion": "3",
        "scriptLocation": f"s3://shop-lake/{uploaded['key']}",
    }


def test_another_script_gets_another_location_and_the_same_script_the_same(script: Path) -> None:
    def location() -> str:
        return spark_job(script).one("Job").inputs["command"]["scriptLocation"]

    before = location()
    assert location() == before, "a deployment without a change has nothing to upload"
    script.write_text("print('good day')\n", encoding="utf-8")
    assert location() != before, "a run never starts with half of the old code and half of the new"


def test_modules_are_one_archive_on_the_python_path(script: Path) -> None:
    recorder = spark_job(
        script,
        modules={
            "shop/__init__.py": pulumi.FileAsset(str(script)),
            "contract.json": pulumi.StringAsset("{}"),
        },
    )
    archive = recorder.one("BucketObjectv2", "job-modules").inputs
    assert set(archive["source"].assets) == {"shop/__init__.py", "contract.json"}
    assert (
        recorder.one("Job").inputs["defaultArguments"]["--extra-py-files"]
        == f"s3://shop-lake/{archive['key']}"
    )
    other = spark_job(
        script,
        modules={
            "shop/__init__.py": pulumi.FileAsset(str(script)),
            "contract.json": pulumi.StringAsset("{ }"),
        },
    )
    assert other.one("BucketObjectv2", "job-modules").inputs["key"] != archive["key"], (
        "its name changes with its content"
    )


def test_a_job_without_modules_has_no_archive(script: Path) -> None:
    recorder = spark_job(script)
    assert len(recorder.of("BucketObjectv2")) == 1
    assert not {"--extra-py-files", "--additional-python-modules"} & set(
        recorder.one("Job").inputs["defaultArguments"]
    )


def test_the_wheels_of_a_lock_are_below_the_prefix_that_the_role_may_read(script: Path) -> None:
    recorder = spark_job(script, lock=str(LOCK))
    (wheels,) = [
        upload.inputs for upload in recorder.of("BucketObjectv2") if "-wheels-" in upload.name
    ]
    assert wheels["bucket"] == "shop-lake"
    assert wheels["key"].startswith("artifacts/job/")
    assert granted(recorder, "job-runtime")["s3:GetObject"] == [f"{ASSETS}/artifacts/job/*"]
    arguments = recorder.one("Job").inputs["defaultArguments"]
    assert arguments["--additional-python-modules"] == f"s3://shop-lake/{wheels['key']}"
    assert arguments["--python-modules-installer-option"] == "--no-index"


def test_metrics_and_continuous_logs_are_on_and_bookmarks_off(script: Path) -> None:
    arguments = spark_job(script).one("Job").inputs["defaultArguments"]
    assert [
        arguments[key]
        for key in (
            "--enable-metrics",
            "--enable-observability-metrics",
            "--enable-continuous-cloudwatch-log",
        )
    ] == ["true"] * 3
    assert arguments["--job-bookmark-option"] == "job-bookmark-disable", (
        "a bookmark would hide objects from a second run"
    )


def test_the_logs_go_to_groups_of_the_jobs_own_that_forget(script: Path) -> None:
    recorder = spark_job(script, log_retention_days=7)
    prefix = recorder.one("Job").inputs["defaultArguments"]["--custom-logGroup-prefix"]
    assert {group.inputs["name"] for group in recorder.of("LogGroup")} == {
        f"{prefix}/output",
        f"{prefix}/error",
    }, "Glue 5 adds these to the prefix"
    assert {group.inputs["retentionInDays"] for group in recorder.of("LogGroup")} == {7}
    assert prefix == "/aws-glue/job", "it has the role's name, which is unique in the account"


def test_runs_at_once_are_capped_and_more_wait(script: Path) -> None:
    job = spark_job(script, max_concurrent_runs=3).one("Job").inputs
    assert job["executionProperty"] == {"maxConcurrentRuns": 3}
    assert job["jobRunQueuingEnabled"] is True
    assert job["maxRetries"] == 0, "Glue queues no runs of a job that it may repeat"


def test_size_and_time_are_settings(script: Path) -> None:
    job = (
        spark_job(script, worker_type=WorkerType.G_2X, workers=10, timeout_minutes=90)
        .one("Job")
        .inputs
    )
    assert (job["workerType"], job["numberOfWorkers"], job["timeout"]) == ("G.2X", 10, 90)


def test_the_scripts_arguments_stand_beside_glues(script: Path) -> None:
    arguments = (
        spark_job(script, arguments={"--lake-bucket": "shop-lake"})
        .one("Job")
        .inputs["defaultArguments"]
    )
    assert arguments["--lake-bucket"] == "shop-lake"
    assert arguments["--job-language"] == "python"


def test_the_role_may_do_what_it_was_given_and_run(script: Path) -> None:
    recorder = spark_job(script)
    assert json.loads(recorder.one("RolePolicy", "job-data").inputs["policy"]) == json.loads(POLICY)
    rights = granted(recorder, "job-runtime")
    assert set(rights) == {
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "cloudwatch:PutMetricData",
    }
    assert rights["s3:GetObject"] == [f"{ASSETS}/artifacts/job/*"], "its own code, and nothing else"


def test_only_glue_takes_on_the_role(script: Path) -> None:
    (trust,) = json.loads(spark_job(script).one("Role").inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "glue.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}, (
        "for jobs of this account alone"
    )


def test_metrics_may_go_to_glues_namespace_and_those_that_the_script_names(script: Path) -> None:
    recorder = spark_job(script, metric_namespaces=["Shop"])
    statements: list[dict[str, Any]] = json.loads(
        recorder.one("RolePolicy", "job-runtime").inputs["policy"]
    )["Statement"]
    (metrics,) = [
        statement for statement in statements if statement["Action"] == ["cloudwatch:PutMetricData"]
    ]
    assert metrics["Condition"] == {"StringEquals": {"cloudwatch:namespace": ["Glue", "Shop"]}}


def test_the_job_waits_for_its_rights(script: Path) -> None:
    assert {
        urn.rsplit("::", 1)[1]
        for urn in spark_job(script).one("Job").dependencies
        if "RolePolicy" in urn
    } == {"job-runtime", "job-data"}


def test_a_customer_key_reaches_the_role(script: Path) -> None:
    recorder = spark_job(script, kms_key_arn=KEY)
    assert granted(recorder, "job-runtime")["kms:Decrypt"] == [KEY]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("workers", 1),
        ("timeout_minutes", 0),
        ("timeout_minutes", 10081),
        ("max_concurrent_runs", 0),
    ],
)
def test_a_setting_outside_glues_range_is_refused_with_the_value(
    script: Path, key: str, value: int
) -> None:
    with pytest.raises(ValueError, match=f"{key} is {value}; allowed: "):
        spark_job(script, **{key: value})


def test_a_script_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere\.py'?; allowed: the path of a file"):
        spark_job(tmp_path / "nowhere.py")


def test_a_lock_that_is_not_there_is_refused_by_its_name(script: Path) -> None:
    with pytest.raises(ValueError, match=r"lock is 'nowhere\.txt'; allowed: the path of a file"):
        spark_job(script, lock="nowhere.txt")


def test_an_argument_without_dashes_is_refused(script: Path) -> None:
    with pytest.raises(
        ValueError, match="arguments has 'lake-bucket'; allowed: names that begin with two dashes"
    ):
        spark_job(script, arguments={"lake-bucket": "x"})


def test_a_module_that_cannot_be_read_when_the_program_runs_is_refused(script: Path) -> None:
    with pytest.raises(
        ValueError, match=r"modules has a RemoteAsset at 'shop\.py'; allowed: file and text assets"
    ):
        spark_job(script, modules={"shop.py": pulumi.RemoteAsset("https://shop.example/shop.py")})


def test_a_description_that_is_longer_than_glue_takes_is_shortened(script: Path) -> None:
    description = (
        spark_job(script, description="Says hello. " * 200).one("Job").inputs["description"]
    )
    assert len(description.encode()) <= 2048
    assert description.endswith("…")
