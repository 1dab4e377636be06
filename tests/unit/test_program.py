"""The whole program, for each stage file."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stack.config_reader import SettingsError
from tests.outputs import expected_outputs
from tests.paths import ROOT
from tests.unit.recorder import (
    PROJECT,
    Recorder,
    Registered,
    record_stack,
    stage_config,
    stage_recorder,
)

STAGES = sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))
UNTAGGABLE = {
    # AWS gives these no tags.
    "BucketLifecycleConfiguration",
    "BucketNotification",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
    "CatalogTable",
    "Dashboard",
    "FunctionEventInvokeConfig",
    "EventTarget",
    "LayerVersion",
    "LifecyclePolicy",
    "LogStream",
    "NamedQuery",
    "QueuePolicy",
    "RedriveAllowPolicy",
    "RepositoryPolicy",
    "RolePolicy",
    "Schedule",
    "TopicPolicy",
    "TopicSubscription",
}


@pytest.fixture(scope="module", params=STAGES)
def stage(request: pytest.FixtureRequest) -> tuple[str, Recorder]:
    return request.param, stage_recorder(request.param)


def test_there_is_a_stage_to_try_on_and_one_to_rely_on() -> None:
    assert {"dev", "prod"} <= set(STAGES)


def test_the_outputs_are_there_for_those_who_rely_on_them(stage: tuple[str, Recorder]) -> None:
    name, recorder = stage
    config = {key.removeprefix(f"{PROJECT}:"): value for key, value in stage_config(name).items()}
    assert set(recorder.outputs) == expected_outputs(config)
    assert all(recorder.outputs.values()), "no output is empty"


def test_everything_that_can_have_tags_has_them(stage: tuple[str, Recorder]) -> None:
    name, recorder = stage
    for resource in recorder.resources:
        kind = resource.type.rsplit(":", 1)[-1]
        if resource.custom and kind not in UNTAGGABLE:
            assert resource.inputs.get("tags") == {
                "project": PROJECT,
                "stage": name,
                "managed-by": "pulumi",
            }, f"{kind} {resource.name} is tagged"


def test_every_resource_belongs_to_a_component(stage: tuple[str, Recorder]) -> None:
    for resource in stage[1].resources:
        of_the_stack = resource.parent.split("::")[2] == "pulumi:pulumi:Stack"
        assert not (resource.custom and of_the_stack), (
            f"{resource.type} {resource.name}: resources belong to components"
        )
        assert resource.custom or of_the_stack or resource.type == "clickstream:spark:SparkJob", (
            f"{resource.name}: all but this building block are the stack's"
        )


def _policies(recorder: Recorder) -> list[tuple[Registered, dict[str, Any]]]:
    found: list[tuple[Registered, dict[str, Any]]] = []
    for resource in recorder.resources:
        for key in ("policy", "assumeRolePolicy"):
            if isinstance(resource.inputs.get(key), str):
                found += [
                    (resource, statement)
                    for statement in json.loads(resource.inputs[key])["Statement"]
                ]
    return found


def test_no_policy_allows_every_action_or_every_resource(stage: tuple[str, Recorder]) -> None:
    policies = _policies(stage[1])
    found = {resource.type.rsplit(":", 1)[-1] for resource, _ in policies}
    assert {"BucketPolicy", "Policy", "Role", "RolePolicy"} <= found, (
        "policies of every kind were found"
    )
    for resource, statement in policies:
        if statement["Effect"] == "Deny":
            continue
        where = f"{resource.type} {resource.name}: {statement}"
        assert not [action for action in statement["Action"] if "*" in action], where
        # it knows no resource: its namespace is what limits it
        if statement["Action"] == ["cloudwatch:PutMetricData"]:
            assert statement["Condition"]["StringEquals"]["cloudwatch:namespace"], where
            continue
        for arn in statement.get("Resource", []):
            assert "*" not in arn.removesuffix("*"), where
            assert not arn.endswith("*") or arn.endswith(("/*", ":*")), where
        assert statement.get("Principal") != "*", where


def test_everything_at_rest_is_encrypted(stage: tuple[str, Recorder]) -> None:
    recorder = stage[1]
    assert {bucket.name for bucket in recorder.of("Bucket")} == {
        rule.name for rule in recorder.of("BucketServerSideEncryptionConfiguration")
    }
    assert all(queue.inputs["sqsManagedSseEnabled"] for queue in recorder.of("Queue"))
    assert recorder.one("FirehoseDeliveryStream").inputs["serverSideEncryption"]["enabled"] is True
    assert (
        "encryptionConfiguration"
        in recorder.one("Workgroup").inputs["configuration"]["resultConfiguration"]
    )


def test_every_log_group_forgets(stage: tuple[str, Recorder]) -> None:
    assert all(group.inputs["retentionInDays"] > 0 for group in stage[1].of("LogGroup"))


def test_names_are_unique_by_type(stage: tuple[str, Recorder]) -> None:
    names = [(resource.type, resource.name) for resource in stage[1].resources]
    assert len(names) == len(set(names)), "Pulumi's own check comes only with the engine"


@pytest.mark.parametrize(
    "rule",
    [
        test_everything_that_can_have_tags_has_them,
        test_every_resource_belongs_to_a_component,
        test_no_policy_allows_every_action_or_every_resource,
        test_everything_at_rest_is_encrypted,
        test_every_log_group_forgets,
        test_names_are_unique_by_type,
    ],
)
def test_a_stage_with_a_canary_follows_the_same_rules(
    rule: Callable[[tuple[str, Recorder]], None],
) -> None:
    recorder = _with_canary()
    assert recorder.one("Canary"), "no stage file has the setting"
    rule(("dev", recorder))


@cache
def _with_canary() -> Recorder:
    return record_stack("dev", {"canary": "true"})


def test_each_engine_comes_alone() -> None:
    spark, function = record_stack("dev", {"engine": "spark"}), stage_recorder("dev")
    assert spark.of("Job")
    assert not spark.of("Function"), "nothing converts an object twice"
    assert function.of("Function")
    assert not function.of("Job")
    assert not function.of("Workflow")


def test_the_function_may_be_joined_by_a_job_for_backfills_that_starts_at_nothing() -> None:
    recorder = record_stack("dev", {"backfill": "true"})
    assert recorder.outputs["spark_job"] == recorder.one("Job").name
    assert recorder.outputs["converter_function"]
    assert not [*recorder.of("Trigger"), *recorder.of("Workflow"), *recorder.of("EventTarget")]
    assert "--queue-url" not in recorder.one("Job").inputs["defaultArguments"], (
        "the queue is the function's"
    )


def test_the_job_for_backfills_reads_the_converters_secret_and_has_none_of_its_own(
    hashing_contract: Path,
) -> None:
    recorder = record_stack(
        "dev",
        {
            "backfill": "true",
            "contract": str(hashing_contract),
            "protectionKey": "sixteen characters",
        },
    )
    told = recorder.one("Job").inputs["defaultArguments"]["--protection-key-secret-arn"]
    assert recorder.one("Secret").name == "converter-protection-key", (
        "a protected second one could not leave with the job"
    )
    assert (
        told
        == recorder.one("Function").inputs["environment"]["variables"]["PROTECTION_KEY_SECRET_ARN"]
    )


def test_production_keeps_versions_and_is_not_emptied_by_a_destroy() -> None:
    recorder = stage_recorder("prod")
    assert len(recorder.of("BucketVersioning")) == 3
    assert not [bucket.name for bucket in recorder.of("Bucket") if bucket.inputs["forceDestroy"]]


DATA_KINDS = {
    "Bucket",
    "CatalogDatabase",
    "CatalogTable",
    "FirehoseDeliveryStream",
    "Queue",
    "Secret",
    "Repository",
}
IMAGE = {
    "apiUrl": "https://api.example/",
    "apiPackaging": "image",
    "apiImageDigest": f"sha256:{'0a' * 32}",
}


def _kinds(recorder: Recorder, *, protect: bool) -> set[str]:
    return {
        resource.type.rsplit(":", 1)[-1]
        for resource in recorder.resources
        if resource.protect is protect and resource.custom
    }


def test_protection_covers_what_holds_data_and_nothing_that_is_only_code(
    hashing_contract: Path,
) -> None:
    hashing = {
        "contract": str(hashing_contract),
        "protectionKey": "sixteen characters",
        "backfill": "true",
        "partitionDiscovery": "crawler",
    }
    stacks = [stage_recorder("prod"), record_stack("prod", {**IMAGE, **hashing})]
    stacks += [record_stack(name, {"protect": "true"}) for name in ("api", "firehose")]
    for recorder in stacks:
        assert not _kinds(recorder, protect=True) & _kinds(recorder, protect=False), (
            "of a type, all are protected or none is"
        )
        assert _kinds(recorder, protect=False).isdisjoint(DATA_KINDS), (
            "data is protected, in flight too"
        )
        components = [
            resource.type
            for resource in recorder.resources
            if resource.protect and not resource.custom
        ]
        assert components == ["clickstream:stack:DeletionGuard"], (
            "components hold nothing; the guard stops a destroy before it begins"
        )
    assert set[str]().union(*(_kinds(recorder, protect=True) for recorder in stacks)) == DATA_KINDS
    assert {
        "NamedQuery",
        "BucketPolicy",
        "BucketLifecycleConfiguration",
        "LogGroup",
        "Function",
    } <= _kinds(stacks[0], protect=False), "an edit of code may replace it"


def test_the_guard_of_a_stage_depends_on_everything_in_it(stage: tuple[str, Recorder]) -> None:
    name, recorder = stage
    guard = recorder.one("DeletionGuard")
    guarded = {tuple(urn.split("::")[-2:]) for urn in guard.dependencies}
    found = {(resource.type, resource.name) for resource in recorder.resources if resource.custom}
    assert {(kind.rsplit("$", 1)[-1], resource) for kind, resource in guarded} == found, (
        "a destroy begins with the guard, and with nothing else"
    )
    assert guard.protect == (stage_config(name)[f"{PROJECT}:protect"] == "true")


FIXED = {
    "oneBucket": "true",
    "engine": "firehose",
    "contract": "contracts/user_profiles.odcs.yaml",
}


@pytest.mark.parametrize(("setting", "value"), FIXED.items())
def test_a_setting_that_the_first_deployment_fixed_is_refused_later_in_every_stage(
    setting: str, value: str
) -> None:
    deployed = stage_recorder("dev").outputs
    assert record_stack("dev", deployed=deployed).resources, "the same settings are taken"
    native = {"bufferingMb": "64", "parquetCompression": "snappy"} if setting == "engine" else {}
    with pytest.raises(
        SettingsError,
        match=r"(?s)would replace, delete or hide data of the stack:.* is .*; deployed: .*Set them back",
    ):
        record_stack("dev", {setting: value, **native}, deployed=deployed)


def test_a_protected_stage_keeps_the_api_source_and_the_models_until_it_is_unprotected() -> None:
    deployed = record_stack("api", {"protect": "true"}).outputs
    for gone in ({"apiUrl": ""}, {"dailyModels": ""}):
        with pytest.raises(
            SettingsError, match=r"(?s)is gone; deployed: kept.*`protect: false` is deployed"
        ):
            record_stack("api", {"protect": "true", **gone}, deployed=deployed)
    unprotected = record_stack("api", {"protect": "false"}, deployed=deployed).outputs
    assert record_stack("api", {"apiUrl": "", "dailyModels": ""}, deployed=unprotected).resources


def test_a_stream_is_created_after_the_notification_that_announces_what_it_delivers() -> None:
    for engine in ("lambda", "spark"):
        recorder = record_stack("dev", {"engine": engine})
        stream, notification = (
            recorder.one("FirehoseDeliveryStream"),
            recorder.one("BucketNotification"),
        )
        assert any(
            urn.endswith(f"BucketNotification::{notification.name}") for urn in stream.dependencies
        ), engine


def test_development_can_be_destroyed_with_what_is_in_it() -> None:
    recorder = stage_recorder("dev")
    assert all(bucket.inputs["forceDestroy"] for bucket in recorder.of("Bucket"))
    assert not [resource.name for resource in recorder.resources if resource.protect]


def test_a_stream_that_converts_needs_neither_function_nor_queue_nor_notification() -> None:
    recorder = stage_recorder("firehose")
    assert not [
        resource.type
        for resource in recorder.resources
        if resource.type.split(":")[1].split("/")[0] in {"lambda", "sqs"}
    ]
    assert not recorder.of("BucketNotification")
    assert [crawler.name for crawler in recorder.of("Crawler")] == ["crawler-events"], (
        "there is no quarantine to crawl"
    )


def test_both_tables_are_crawled_where_there_are_both() -> None:
    recorder = record_stack("dev", {"partitionDiscovery": "crawler"})
    assert {recorder.outputs["events_crawler"], recorder.outputs["quarantine_crawler"]} == {
        "crawler-events",
        "crawler-quarantine",
    }


def test_one_bucket_takes_what_firehose_converts_too() -> None:
    recorder = record_stack(
        "firehose",
        {"oneBucket": "true", "firehosePartition": "event", "partitionDiscovery": "projection"},
    )
    config = recorder.one("FirehoseDeliveryStream").inputs["extendedS3Configuration"]
    assert config["bucketArn"] == config["s3BackupConfiguration"]["bucketArn"]
    assert config["prefix"].split("/")[0] != config["s3BackupConfiguration"]["prefix"].split("/")[0]


def test_one_bucket_is_named_by_all_three_outputs_and_no_crawler_is_needed() -> None:
    recorder = stage_recorder("onebucket")
    assert len(recorder.of("Bucket")) == 1
    assert {recorder.outputs[name] for name in ("raw_bucket", "lake_bucket", "results_bucket")} == {
        "clickstream"
    }
    assert not recorder.of("Crawler")


@pytest.mark.parametrize(
    ("name", "database"), [("dev", "clickstream_lake"), ("onebucket", "clickstream")]
)
def test_the_database_has_the_lake_buckets_name(name: str, database: str) -> None:
    assert stage_recorder(name).outputs["database"] == database, (
        "Pulumi's random suffix of the bucket keeps two stacks `dev` in one account apart"
    )


def test_production_buffers_longer_and_keeps_longer_than_development() -> None:
    dev, prod = stage_config("dev"), stage_config("prod")
    for key in ("bufferingSeconds", "rawExpirationDays", "logRetentionDays"):
        assert int(prod[f"{PROJECT}:{key}"]) > int(dev[f"{PROJECT}:{key}"]), key


def test_the_program_names_no_stage() -> None:
    program = (ROOT / "__main__.py").read_text(encoding="utf-8")
    assert not [name for name in STAGES if f'"{name}"' in program], (
        "stages differ by their files alone"
    )
