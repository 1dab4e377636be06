"""Customer keys in the whole program: encryption, permissions, and the key policy of the docs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT
from tests.unit.recorder import ACCOUNT, Recorder, record_stack

KEY, FORMER = (f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/{name}" for name in ("new", "former"))
KEYS = {"kmsKeyArn": KEY, "formerKmsKeyArns": json.dumps([FORMER])}
API = {"apiUrl": "https://api.example/"}
POLICY = json.loads(
    re.findall(
        r"```json\n(.*?)```",
        (ROOT / "docs" / "guides" / "encryption.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )[0]
)
STAGES = {
    "prod": {**API, "backfill": "true"},
    "api": {},
    "spark": {**API, "partitionDiscovery": "crawler"},
    "firehose": {},
}
"""Settings of stacks that together have every component."""

READERS = {
    # Policies of the roles that read what was written before: raw objects, tables, messages, state,
    # uploads.
    "prod": {"api-source-function", "backfill-runtime", "converter-function", "ingestion-delivery"},
    "api": {
        "api-source-function",
        "converter-function",
        "daily-models-runtime",
        "ingestion-delivery",
    },
    "spark": {"api-source-function", "converter-runtime", "crawler", "ingestion-delivery"},
    "firehose": {"crawler", "ingestion-delivery"},
}


@pytest.fixture(scope="module")
def stacks() -> dict[str, Recorder]:
    return {name: record_stack(name, {**settings, **KEYS}) for name, settings in STAGES.items()}


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, stacks: dict[str, Recorder]) -> tuple[str, Recorder]:
    return request.param, stacks[request.param]


def _statements(recorder: Recorder) -> list[tuple[str, dict[str, Any]]]:
    policies = [*recorder.of("RolePolicy"), *recorder.of("Policy")]
    return [
        (policy.name, statement)
        for policy in policies
        for statement in json.loads(policy.inputs["policy"])["Statement"]
    ]


def _allowed(recorder: Recorder, action: str) -> dict[str, set[str]]:
    """Return the keys on which each policy allows an action."""
    found: dict[str, set[str]] = {}
    for name, statement in _statements(recorder):
        if action in statement["Action"]:
            found.setdefault(name, set()).update(statement["Resource"])
    return found


def test_logs_and_queues_are_under_the_customer_key(stage: tuple[str, Recorder]) -> None:
    _, recorder = stage
    assert {group.inputs.get("kmsKeyId") for group in recorder.of("LogGroup")} == {KEY}
    for queue in recorder.of("Queue"):
        assert (queue.inputs["kmsMasterKeyId"], queue.inputs["kmsDataKeyReusePeriodSeconds"]) == (
            KEY,
            300,
        ), queue.name
        assert "sqsManagedSseEnabled" not in queue.inputs, "SQS refuses both"
    assert recorder.one("Topic").inputs["kmsMasterKeyId"] == KEY


@pytest.mark.parametrize("engine", ["lambda", "spark"])
def test_the_secret_is_under_the_customer_key_and_otherwise_under_aws_own(
    engine: str, hashing_contract: Path
) -> None:
    hashing = {
        "engine": engine,
        "contract": str(hashing_contract),
        "protectionKey": "sixteen characters",
    }
    assert record_stack("dev", {**hashing, **KEYS}).one("Secret").inputs["kmsKeyId"] == KEY
    assert "kmsKeyId" not in record_stack("dev", hashing).one("Secret").inputs


def test_without_a_customer_key_no_policy_log_group_or_queue_names_one() -> None:
    recorder = record_stack("prod", {**API, "partitionDiscovery": "crawler", "backfill": "true"})
    assert not [
        name
        for name, statement in _statements(recorder)
        if any(action.startswith("kms:") for action in statement["Action"])
    ]
    assert not [group.name for group in recorder.of("LogGroup") if "kmsKeyId" in group.inputs]
    assert all(queue.inputs["sqsManagedSseEnabled"] for queue in recorder.of("Queue"))
    assert "kmsMasterKeyId" not in recorder.one("Topic").inputs


def test_a_former_key_is_read_by_every_role_that_reads_and_written_with_by_none(
    stage: tuple[str, Recorder],
) -> None:
    name, recorder = stage
    decrypt, encrypt = _allowed(recorder, "kms:Decrypt"), _allowed(recorder, "kms:GenerateDataKey")
    assert {policy for policy, keys in decrypt.items() if FORMER in keys} == READERS[name]
    assert all(KEY in keys for keys in decrypt.values()), (
        "whoever reads under the former key reads under the new one"
    )
    assert encrypt, "some policies write"
    assert set[str]().union(*encrypt.values()) == {KEY}, "nothing new comes under a former key"


def test_whoever_sends_to_an_encrypted_queue_may_use_its_key(stage: tuple[str, Recorder]) -> None:
    recorder = stage[1]
    senders = {
        name
        for name, statement in _statements(recorder)
        if "sqs:SendMessage" in statement["Action"]
    }
    assert senders == (
        {"api-source-function", "api-source-schedule"} if recorder.of("Schedule") else set()
    )
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert all(KEY in _allowed(recorder, action)[sender] for sender in senders), action


def _services_of(kind: str, recorder: Recorder) -> set[str]:
    """Return the services that the policies of queues or topics allow to send."""
    statements = [
        statement
        for policy in recorder.of(kind)
        for statement in json.loads(policy.inputs["policy"])["Statement"]
    ]
    return {
        statement["Principal"]["Service"]
        for statement in statements
        if statement["Effect"] == "Allow"
    }


def test_the_docs_key_policy_names_the_services_that_use_the_key_by_themselves_and_no_others(
    stacks: dict[str, Recorder],
) -> None:
    used: set[str] = set()
    for recorder in stacks.values():
        used |= _services_of("QueuePolicy", recorder)
        used |= _services_of("TopicPolicy", recorder)
        used |= {
            f"logs.{KEY.split(':')[3]}.amazonaws.com"
            for group in recorder.of("LogGroup")
            if "kmsKeyId" in group.inputs
        }
    named = {
        statement["Principal"]["Service"]: statement
        for statement in POLICY["Statement"]
        if "Service" in statement["Principal"]
    }
    assert (
        set(named)
        == used
        == {"s3.amazonaws.com", "logs.eu-central-1.amazonaws.com", "cloudwatch.amazonaws.com"}
    )
    for sender in ("s3.amazonaws.com", "cloudwatch.amazonaws.com"):
        assert set(named[sender]["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}, (
            "what SQS and SNS ask of a sender"
        )
        assert named[sender]["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_the_docs_key_policy_lets_logs_use_the_key_for_this_accounts_log_groups_alone() -> None:
    (logs,) = [
        statement
        for statement in POLICY["Statement"]
        if str(statement["Principal"].get("Service", "")).startswith("logs.")
    ]
    assert logs["Condition"] == {
        "ArnLike": {
            "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:*"
        }
    }
    assert {
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
    } == set(logs["Action"])


def test_the_docs_key_policy_hands_the_rest_to_the_accounts_iam_policies() -> None:
    (administration,) = [
        statement for statement in POLICY["Statement"] if "AWS" in statement["Principal"]
    ]
    assert administration["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, (
        "without it the roles' policies count for nothing"
    )
    assert administration["Action"] == "kms:*"
