"""Checks of the way of a new raw object's message: notification, queue policy, redrive policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import REDEPLOY, Check, Outcome, failed, ok
from clickstream.cli.missing_objects import RAW_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_s3.type_defs import QueueConfigurationOutputTypeDef
    from mypy_boto3_sqs.literals import QueueAttributeNameType

    from clickstream.cli.target import Target

QUEUE = "queue"
NOTIFICATION = "bucket notification"
POLICY = "queue policy"
REDRIVE = "redrive policy"
CREATED = "s3:ObjectCreated:*"
S3 = "s3.amazonaws.com"
UNANNOUNCED = (
    "Then convert the objects that were not announced: `clickstream convert-missing "
    "--older-than-minutes 0`."
)


def checks() -> list[Check]:
    """Return the checks of the queue of raw objects."""
    return [
        Check(QUEUE, _queue, (OUTPUTS,)),
        Check(NOTIFICATION, _notification, (OUTPUTS, QUEUE)),
        Check(POLICY, _policy, (QUEUE,)),
        Check(REDRIVE, _redrive, (QUEUE,)),
    ]


def queue_arn(target: Target) -> str:
    """Return the ARN of the queue of raw objects."""
    return _attribute(target, "QueueArn", "queue_url")


def _attribute(target: Target, name: QueueAttributeNameType, output: str) -> str:
    """Return an attribute of the queue of a stack output; empty if the queue lacks it."""
    response = target.client("sqs").get_queue_attributes(
        QueueUrl=target.output(output), AttributeNames=[name]
    )
    return response.get("Attributes", {}).get(name, "")


def _queue(target: Target) -> Outcome:
    seconds = _attribute(target, "VisibilityTimeout", "queue_url")
    return ok(f"{queue_arn(target)}, visibility timeout {seconds} s")


def _notification(target: Target) -> Outcome:
    bucket, queue = target.output("raw_bucket"), queue_arn(target)
    response = target.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    configured = response.get("QueueConfigurations", [])
    to_queue = [entry for entry in configured if entry["QueueArn"] == queue]
    if any(_announces_raw_objects(entry) for entry in to_queue):
        return ok(f"{bucket} announces new objects below {RAW_PREFIX} to {queue}")
    if to_queue:
        problem = f"{bucket} announces other objects: {json.dumps(to_queue, sort_keys=True)}"
    elif configured:
        others = ", ".join(entry["QueueArn"] for entry in configured)
        problem = f"{bucket} announces new objects to {others}, not to {queue}"
    else:
        problem = f"{bucket} announces no object to a queue"
    return failed(problem, f"{REDEPLOY} {UNANNOUNCED}")


def _announces_raw_objects(entry: QueueConfigurationOutputTypeDef) -> bool:
    rules = entry.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    filters = {str(rule.get("Name", "")).lower(): rule.get("Value", "") for rule in rules}
    return CREATED in entry["Events"] and filters == {"prefix": RAW_PREFIX}


def _policy(target: Target) -> Outcome:
    queue, bucket = queue_arn(target), f"arn:aws:s3:::{target.output('raw_bucket')}"
    text = _attribute(target, "Policy", "queue_url")
    statements: Iterable[Any] = json.loads(text).get("Statement", []) if text else []
    if any(_lets_bucket_send(statement, queue, bucket) for statement in statements):
        return ok(f"S3 may send the notifications of {bucket}")
    problem = (
        "does not let S3 send the notifications of" if text else "is missing, so S3 sends none of"
    )
    return failed(f"the queue policy {problem} {bucket}", f"{REDEPLOY} {UNANNOUNCED}")


def _lets_bucket_send(statement: Any, queue: str, bucket: str) -> bool:  # noqa: ANN401 - JSON
    """Return whether a statement of a queue policy allows the notifications of a bucket."""
    match statement:
        case {"Effect": "Allow", "Principal": {"Service": service}, "Action": action}:
            resources = _listed(statement.get("Resource"))
            sources = [
                source
                for operator in ("ArnEquals", "ArnLike", "StringEquals")
                for source in _listed(
                    statement.get("Condition", {}).get(operator, {}).get("aws:SourceArn")
                )
            ]
            return (
                S3 in _listed(service)
                and bool({"sqs:SendMessage", "SQS:SendMessage"} & {*_listed(action)})
                and queue in resources
                and (not sources or _without_partition(bucket) in map(_without_partition, sources))
            )
        case _:
            return False


def _listed(value: object) -> list[str]:
    """Return the texts of a policy's element, which is one text or a list."""
    if isinstance(value, list):
        return cast("list[str]", value)
    return [] if value is None else [str(value)]


def _without_partition(arn: str) -> str:
    """Return an ARN without its partition, such as aws or aws-cn."""
    return ":".join(arn.split(":")[2:])


def _redrive(target: Target) -> Outcome:
    text = _attribute(target, "RedrivePolicy", "queue_url")
    dead_letters = _attribute(target, "QueueArn", "dead_letter_queue_url")
    policy: dict[str, Any] = json.loads(text) if text else {}
    actual = policy.get("deadLetterTargetArn")
    if actual != dead_letters:
        return failed(
            f"messages that fail go to {actual or 'no dead-letter queue'}, not to {dead_letters}",
            REDEPLOY,
        )
    return ok(f"after {policy.get('maxReceiveCount')} receives a message moves to {dead_letters}")
