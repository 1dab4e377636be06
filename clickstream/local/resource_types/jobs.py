"""Resource types of Glue jobs, workflows and triggers, and of EventBridge rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Existing,
    ResourceType,
    call,
    named,
)

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import Emulator

_JOB_INPUTS = frozenset(
    {
        "command",
        "defaultArguments",
        "description",
        "executionProperty",
        "glueVersion",
        "jobRunQueuingEnabled",
        "maxRetries",
        "numberOfWorkers",
        "roleArn",
        "timeout",
        "workerType",
    }
)


def _with_targets(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    # In Pulumi each target of a rule is a resource; AWS takes a list of targets.
    target = {key: value for key, value in inputs.items() if key not in {"rule", "eventBusName"}}
    return {"rule": inputs["rule"], "eventBusName": inputs.get("eventBusName"), "targets": [target]}


def _remove_target(existing: Existing) -> None:
    existing.emulator.client("events").remove_targets(
        Rule=existing.values["rule"], Ids=[existing.values["targetId"]]
    )


JOBS = {
    "aws:glue/job:Job": ResourceType(
        (Call("glue", "CreateJob", names={"roleArn": "Role"}),),
        resource_id=named,
        outputs=lambda created: {"arn": created.emulator.arn("glue", f"job/{named(created)}")},
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateJob",
                _JOB_INPUTS,
                frozenset({"name"}),
                names={"name": "JobName", "roleArn": "JobUpdate.Role"},
                inside="JobUpdate",
            ),
        ),
        reads=call("glue", "GetJob", name="JobName"),
        deletes=call("glue", "DeleteJob", name="JobName"),
    ),
    "aws:glue/workflow:Workflow": ResourceType(
        (Call("glue", "CreateWorkflow"),),
        resource_id=named,
        outputs=lambda created: {"arn": created.emulator.arn("glue", f"workflow/{named(created)}")},
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateWorkflow",
                frozenset({"description", "maxConcurrentRuns"}),
                frozenset({"name"}),
            ),
        ),
        reads=call("glue", "GetWorkflow", name="Name"),
        deletes=call("glue", "DeleteWorkflow", name="Name"),
    ),
    "aws:glue/trigger:Trigger": ResourceType(
        (
            Call(
                "glue",
                "CreateTrigger",
                names={"eventBatchingConditions": "EventBatchingCondition"},
                unsent={"enabled": "starts or stops an existing trigger, which is another call"},
            ),
        ),
        resource_id=named,
        outputs=lambda created: {"arn": created.emulator.arn("glue", f"trigger/{named(created)}")},
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateTrigger",
                frozenset(
                    {"actions", "description", "eventBatchingConditions", "predicate", "schedule"}
                ),
                frozenset({"name"}),
                names={
                    "name": "Name",
                    "eventBatchingConditions": "TriggerUpdate.EventBatchingCondition",
                },
                inside="TriggerUpdate",
            ),
        ),
        reads=call("glue", "GetTrigger", name="Name"),
        deletes=call("glue", "DeleteTrigger", name="Name"),
    ),
    "aws:cloudwatch/eventRule:EventRule": ResourceType(
        (Call("events", "PutRule", unsent={"forceDestroy": STATE_ONLY}),),
        resource_id=named,
        outputs=lambda created: {"arn": created.response["RuleArn"]},
        name="name",
        reads=call("events", "DescribeRule", name="Name"),
        deletes=call("events", "DeleteRule", name="Name"),
    ),
    "aws:cloudwatch/eventTarget:EventTarget": ResourceType(
        (Call("events", "PutTargets", names={"targets.targetId": "Id"}),),
        resource_id=lambda created: f"{created.inputs['rule']}-{created.inputs['targetId']}",
        prepare=_with_targets,
        before_delete=_remove_target,
    ),
}
