"""The kinds of resources that run Spark: jobs, and what starts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.kinds import DELETION, Call, Kind, named

if TYPE_CHECKING:
    from local.kinds import Cloud


def _with_targets(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    # Pulumi has a resource for each of a rule's targets, and AWS a list of them.
    target = {key: value for key, value in inputs.items() if key not in {"rule", "eventBusName"}}
    return {"rule": inputs["rule"], "eventBusName": inputs.get("eventBusName"), "targets": [target]}


JOBS = {
    "aws:glue/job:Job": Kind(
        (Call("glue", "CreateJob", names={"roleArn": "Role"}),),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("glue", f"job/{named(made)}")},
        name="name",
    ),
    "aws:glue/workflow:Workflow": Kind(
        (Call("glue", "CreateWorkflow"),),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("glue", f"workflow/{named(made)}")},
        name="name",
    ),
    "aws:glue/trigger:Trigger": Kind(
        (
            Call(
                "glue",
                "CreateTrigger",
                names={"eventBatchingConditions": "EventBatchingCondition"},
                unsent={"enabled": "starts and stops a trigger that is there, which is a call of its own"},
            ),
        ),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("glue", f"trigger/{named(made)}")},
        name="name",
    ),
    "aws:cloudwatch/eventRule:EventRule": Kind(
        (Call("events", "PutRule", unsent={"forceDestroy": DELETION}),),
        identity=named,
        outputs=lambda made: {"arn": made.response["RuleArn"]},
        name="name",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Kind(
        (Call("events", "PutTargets", names={"targets.targetId": "Id"}),),
        identity=lambda made: f"{made.inputs['rule']}-{made.inputs['targetId']}",
        prepare=_with_targets,
    ),
}
