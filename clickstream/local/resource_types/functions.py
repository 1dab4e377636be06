"""Resource types of Lambda, of its container images in ECR, and of EventBridge Scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.local.archives import archive_bytes
from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Created,
    ResourceType,
    call,
    named,
)

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import Emulator

_CONFIGURATION_INPUTS = frozenset(
    {
        "description",
        "environment",
        "ephemeralStorage",
        "handler",
        "kmsKeyArn",
        "layers",
        "loggingConfig",
        "memorySize",
        "role",
        "runtime",
        "timeout",
    }
)
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_TIMEOUT_SECONDS = {"timeout": range(1, 901)}
_CODE_INPUTS = frozenset({"architectures", "code", "imageUri"})
_CONCURRENCY = Call(
    "lambda",
    "PutFunctionConcurrency",
    frozenset({"reservedConcurrentExecutions"}),
    frozenset({"name"}),
    names={"name": "FunctionName"},
)


def _with_zip(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    return {**inputs, "code": archive_bytes(inputs["code"])} if "code" in inputs else inputs


def _function_outputs(created: Created) -> dict[str, Any]:
    arn, version = created.response["FunctionArn"], created.response["Version"]
    invoke = f"arn:aws:apigateway:{created.emulator.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    return {
        "arn": arn,
        "qualifiedArn": f"{arn}:{version}",
        "version": version,
        "invokeArn": invoke,
        "codeSha256": created.response["CodeSha256"],
    }


def _layer_outputs(created: Created) -> dict[str, Any]:
    response = created.response
    return {
        "arn": response["LayerVersionArn"],
        "layerArn": response["LayerArn"],
        "version": str(response["Version"]),
    }


def _event_source_mapping_outputs(created: Created) -> dict[str, Any]:
    return {
        "uuid": created.response["UUID"],
        "functionArn": created.response["FunctionArn"],
        "state": created.response["State"],
    }


def _repository_outputs(created: Created) -> dict[str, Any]:
    repository = created.response["repository"]
    return {
        "arn": repository["repositoryArn"],
        "repositoryUrl": repository["repositoryUri"],
        "registryId": repository["registryId"],
    }


def _repository_policy(puts: str, reads: str, deletes: str, document: str) -> ResourceType:
    """Return the type of a resource that is one policy document of a repository.

    Args:
        puts: Operation that writes the document.
        reads: Operation that reads it.
        deletes: Operation that deletes it.
        document: Parameter that holds the document.
    """
    return ResourceType(
        (Call("ecr", puts, names={"repository": "repositoryName", "policy": document}),),
        resource_id=lambda created: created.inputs["repository"],
        outputs=lambda created: {"registryId": created.response["registryId"]},
        reads=call("ecr", reads, repository="repositoryName"),
        deletes=call("ecr", deletes, repository="repositoryName"),
    )


FUNCTIONS = {
    "aws:lambda/function:Function": ResourceType(
        (
            Call(
                "lambda",
                "CreateFunction",
                names={
                    "name": "FunctionName",
                    "code": "Code.ZipFile",
                    "imageUri": "Code.ImageUri",
                    "s3Bucket": "Code.S3Bucket",
                    "s3Key": "Code.S3Key",
                    "s3ObjectVersion": "Code.S3ObjectVersion",
                    "loggingConfig.applicationLogLevel": "ApplicationLogLevel",
                },
                unsent={"sourceCodeHash": STATE_ONLY, "skipDestroy": STATE_ONLY},
                allowed=_TIMEOUT_SECONDS,
            ),
            _CONCURRENCY,
        ),
        resource_id=named,
        outputs=_function_outputs,
        name="name",
        prepare=_with_zip,
        updates=(
            Call(
                "lambda",
                "UpdateFunctionCode",
                _CODE_INPUTS,
                frozenset({"name"}),
                names={"name": "FunctionName", "code": "ZipFile"},
            ),
            Call(
                "lambda",
                "UpdateFunctionConfiguration",
                _CONFIGURATION_INPUTS,
                frozenset({"name"}),
                names={"name": "FunctionName"},
                allowed=_TIMEOUT_SECONDS,
            ),
            _CONCURRENCY,
        ),
        reads=call("lambda", "GetFunction", name="FunctionName"),
        deletes=call("lambda", "DeleteFunction", name="FunctionName"),
    ),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ResourceType(
        (Call("lambda", "PutFunctionEventInvokeConfig"),),
        resource_id=lambda created: created.inputs["functionName"],
        reads=call("lambda", "GetFunctionEventInvokeConfig", functionName="FunctionName"),
        deletes=call("lambda", "DeleteFunctionEventInvokeConfig", functionName="FunctionName"),
    ),
    "aws:lambda/layerVersion:LayerVersion": ResourceType(
        (
            Call(
                "lambda",
                "PublishLayerVersion",
                names={
                    "code": "Content.ZipFile",
                    "s3Bucket": "Content.S3Bucket",
                    "s3Key": "Content.S3Key",
                    "s3ObjectVersion": "Content.S3ObjectVersion",
                },
                unsent={"sourceCodeHash": STATE_ONLY, "skipDestroy": STATE_ONLY},
            ),
        ),
        resource_id=lambda created: created.response["LayerVersionArn"],
        outputs=_layer_outputs,
        prepare=_with_zip,
        reads=call("lambda", "GetLayerVersion", layerName="LayerName", version="VersionNumber"),
        deletes=call(
            "lambda", "DeleteLayerVersion", layerName="LayerName", version="VersionNumber"
        ),
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": ResourceType(
        (Call("lambda", "CreateEventSourceMapping", names={"filterCriteria.filters": "Filters"}),),
        resource_id=lambda created: created.response["UUID"],
        outputs=_event_source_mapping_outputs,
        updates=(
            Call(
                "lambda",
                "UpdateEventSourceMapping",
                frozenset(
                    {
                        "batchSize",
                        "enabled",
                        "functionName",
                        "functionResponseTypes",
                        "maximumBatchingWindowInSeconds",
                        "scalingConfig",
                    }
                ),
                frozenset({"id"}),
                names={"id": "UUID"},
            ),
        ),
        reads=call("lambda", "GetEventSourceMapping", id="UUID"),
        deletes=call("lambda", "DeleteEventSourceMapping", id="UUID"),
    ),
}

IMAGES = {
    "aws:ecr/repository:Repository": ResourceType(
        (
            Call(
                "ecr",
                "CreateRepository",
                names={
                    "name": "repositoryName",
                    "encryptionConfigurations": "encryptionConfiguration",
                },
                unsent={"forceDelete": STATE_ONLY},
            ),
        ),
        resource_id=named,
        outputs=_repository_outputs,
        name="name",
        updates=(
            Call(
                "ecr",
                "PutImageTagMutability",
                frozenset({"imageTagMutability"}),
                frozenset({"name"}),
                names={"name": "repositoryName"},
            ),
            Call(
                "ecr",
                "PutImageScanningConfiguration",
                frozenset({"imageScanningConfiguration"}),
                frozenset({"name"}),
                names={"name": "repositoryName"},
            ),
        ),
        reads=Call(
            "ecr", "DescribeRepositories", frozenset({"name"}), names={"name": "repositoryNames"}
        ),
        deletes=call("ecr", "DeleteRepository", name="repositoryName", forceDelete="force"),
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _repository_policy(
        "PutLifecyclePolicy", "GetLifecyclePolicy", "DeleteLifecyclePolicy", "lifecyclePolicyText"
    ),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": _repository_policy(
        "SetRepositoryPolicy", "GetRepositoryPolicy", "DeleteRepositoryPolicy", "policyText"
    ),
}

_SCHEDULE_INPUTS = frozenset(
    {"description", "scheduleExpression", "flexibleTimeWindow", "target", "state"}
)
SCHEDULES = {
    "aws:scheduler/schedule:Schedule": ResourceType(
        (Call("scheduler", "CreateSchedule"),),
        resource_id=lambda created: f"default/{named(created)}",
        outputs=lambda created: {"arn": created.response["ScheduleArn"], "groupName": "default"},
        name="name",
        updates=(
            Call("scheduler", "UpdateSchedule", _SCHEDULE_INPUTS, frozenset({"name", "groupName"})),
        ),
        reads=call("scheduler", "GetSchedule", name="Name"),
        deletes=call("scheduler", "DeleteSchedule", name="Name"),
    ),
}
