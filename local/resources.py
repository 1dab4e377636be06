"""The kinds of resources that can be made locally. A new kind is a row here, or in `buckets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from local.archives import archive_bytes
from local.buckets import BUCKET_KINDS
from local.jobs import JOBS
from local.kinds import DELETION, Call, Kind, Made, MaterialiseError, named

if TYPE_CHECKING:
    from local.kinds import Cloud

HASH = "tells Pulumi whether to update, and the local stack is always new"


def _log_group(made: Made) -> dict[str, Any]:
    return {"arn": made.cloud.arn("logs", f"log-group:{made.inputs['name']}")}


def _log_stream(made: Made) -> dict[str, Any]:
    return {"arn": made.cloud.arn("logs", f"log-group:{made.inputs['logGroupName']}:log-stream:{made.inputs['name']}")}


LOGS = {
    "aws:cloudwatch/logGroup:LogGroup": Kind(
        (
            Call("logs", "CreateLogGroup", names={"name": "logGroupName"}, unsent={"skipDestroy": DELETION}),
            Call("logs", "PutRetentionPolicy", frozenset({"retentionInDays"}), frozenset({"name"}), names={"name": "logGroupName"}),
        ),
        identity=named,
        outputs=_log_group,
        name="name",
    ),
    "aws:cloudwatch/logStream:LogStream": Kind(
        (Call("logs", "CreateLogStream", names={"name": "logStreamName"}),),
        identity=named,
        outputs=_log_stream,
        name="name",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Kind(
        (
            Call(
                "cloudwatch",
                "PutMetricAlarm",
                names={
                    "name": "AlarmName",
                    "metricQueries": "Metrics",
                    "metricQueries.metric": "MetricStat",
                    "metricQueries.metric.metricName": "Metric.MetricName",
                    "metricQueries.metric.namespace": "Metric.Namespace",
                    "metricQueries.metric.dimensions": "Metric.Dimensions",
                    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
                },
            ),
        ),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("cloudwatch", f"alarm:{named(made)}")},
        name="name",
    ),
}


ROLE_POLICY = {"role": "RoleName", "name": "PolicyName", "policy": "PolicyDocument"}

ACCESS = {
    "aws:iam/role:Role": Kind(
        (Call("iam", "CreateRole", names={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"}, unsent={"forceDetachPolicies": DELETION}),),
        identity=named,
        outputs=lambda made: {"arn": made.response["Role"]["Arn"], "uniqueId": made.response["Role"]["RoleId"]},
        name="name",
    ),
    "aws:iam/rolePolicy:RolePolicy": Kind(
        (Call("iam", "PutRolePolicy", names=ROLE_POLICY),),
        identity=lambda made: f"{made.inputs['role']}:{made.inputs['name']}",
        name="name",
    ),
    "aws:iam/policy:Policy": Kind(
        (Call("iam", "CreatePolicy", names={"name": "PolicyName", "policy": "PolicyDocument"}),),
        identity=lambda made: made.response["Policy"]["Arn"],
        outputs=lambda made: {"arn": made.response["Policy"]["Arn"], "policyId": made.response["Policy"]["PolicyId"]},
        name="name",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Kind(
        (Call("iam", "AttachRolePolicy", names={"role": "RoleName"}),),
        identity=lambda made: f"{made.inputs['role']}-{made.inputs['policyArn']}",
    ),
    "aws:secretsmanager/secret:Secret": Kind(
        (Call("secretsmanager", "CreateSecret", unsent={"recoveryWindowInDays": DELETION}),),
        identity=lambda made: made.response["ARN"],
        outputs=lambda made: {"arn": made.response["ARN"]},
        name="name",
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Kind(
        (Call("secretsmanager", "PutSecretValue"),),
        identity=lambda made: f"{made.inputs['secretId']}|{made.response['VersionId']}",
        outputs=lambda made: {"arn": made.response["ARN"], "secretArn": made.response["ARN"], "versionId": made.response["VersionId"]},
    ),
}


def _queue(made: Made) -> dict[str, Any]:
    url = made.response["QueueUrl"]
    attributes = made.cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return {"url": url, "arn": attributes["Attributes"]["QueueArn"]}


def _queue_attribute(pulumi_name: str, attribute: str) -> Kind:
    """Return the kind of a resource that is one attribute of a queue."""
    call = Call("sqs", "SetQueueAttributes", names={pulumi_name: f"Attributes.{attribute}"})
    return Kind((call,), identity=lambda made: made.inputs["queueUrl"])


QUEUES = {
    "aws:sqs/queue:Queue": Kind(
        (
            Call(
                "sqs",
                "CreateQueue",
                names={
                    "name": "QueueName",
                    "tags": "tags",
                    "visibilityTimeoutSeconds": "Attributes.VisibilityTimeout",
                    "messageRetentionSeconds": "Attributes.MessageRetentionPeriod",
                    "maxMessageSize": "Attributes.MaximumMessageSize",
                    "receiveWaitTimeSeconds": "Attributes.ReceiveMessageWaitTimeSeconds",
                },
                inside="Attributes",
            ),
        ),
        identity=lambda made: made.response["QueueUrl"],
        outputs=_queue,
        name="name",
    ),
    "aws:sqs/queuePolicy:QueuePolicy": _queue_attribute("policy", "Policy"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _queue_attribute("redriveAllowPolicy", "RedriveAllowPolicy"),
    "aws:sqs/redrivePolicy:RedrivePolicy": _queue_attribute("redrivePolicy", "RedrivePolicy"),
}


def _with_zip(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    return {**inputs, "code": archive_bytes(inputs["code"])} if "code" in inputs else inputs


def _function(made: Made) -> dict[str, Any]:
    arn, version = made.response["FunctionArn"], made.response["Version"]
    invoke = f"arn:aws:apigateway:{made.cloud.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    return {"arn": arn, "qualifiedArn": f"{arn}:{version}", "version": version, "invokeArn": invoke, "codeSha256": made.response["CodeSha256"]}


def _layer(made: Made) -> dict[str, Any]:
    answer = made.response
    return {"arn": answer["LayerVersionArn"], "layerArn": answer["LayerArn"], "version": str(answer["Version"])}


def _mapping(made: Made) -> dict[str, Any]:
    return {"uuid": made.response["UUID"], "functionArn": made.response["FunctionArn"], "state": made.response["State"]}


FUNCTIONS = {
    "aws:lambda/function:Function": Kind(
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
                unsent={"sourceCodeHash": HASH, "skipDestroy": DELETION},
            ),
            Call(
                "lambda",
                "PutFunctionConcurrency",
                frozenset({"reservedConcurrentExecutions"}),
                frozenset({"name"}),
                names={"name": "FunctionName"},
            ),
        ),
        identity=named,
        outputs=_function,
        name="name",
        prepare=_with_zip,
    ),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": Kind(
        (Call("lambda", "PutFunctionEventInvokeConfig"),),
        identity=lambda made: made.inputs["functionName"],
    ),
    "aws:lambda/layerVersion:LayerVersion": Kind(
        (
            Call(
                "lambda",
                "PublishLayerVersion",
                names={"code": "Content.ZipFile", "s3Bucket": "Content.S3Bucket", "s3Key": "Content.S3Key", "s3ObjectVersion": "Content.S3ObjectVersion"},
                unsent={"sourceCodeHash": HASH, "skipDestroy": DELETION},
            ),
        ),
        identity=lambda made: made.response["LayerVersionArn"],
        outputs=_layer,
        prepare=_with_zip,
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": Kind(
        (Call("lambda", "CreateEventSourceMapping", names={"filterCriteria.filters": "Filters"}),),
        identity=lambda made: made.response["UUID"],
        outputs=_mapping,
    ),
}


def _repository(made: Made) -> dict[str, Any]:
    repository = made.response["repository"]
    return {"arn": repository["repositoryArn"], "repositoryUrl": repository["repositoryUri"], "registryId": repository["registryId"]}


def _repository_policy(operation: str, document: str) -> Kind:
    """Return the kind of a resource that is one document of a repository."""
    call = Call("ecr", operation, names={"repository": "repositoryName", "policy": document})
    return Kind((call,), identity=lambda made: made.inputs["repository"], outputs=lambda made: {"registryId": made.response["registryId"]})


IMAGES = {
    "aws:ecr/repository:Repository": Kind(
        (
            Call(
                "ecr",
                "CreateRepository",
                names={"name": "repositoryName", "encryptionConfigurations": "encryptionConfiguration"},
                unsent={"forceDelete": DELETION},
            ),
        ),
        identity=named,
        outputs=_repository,
        name="name",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _repository_policy("PutLifecyclePolicy", "lifecyclePolicyText"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": _repository_policy("SetRepositoryPolicy", "policyText"),
}

SCHEDULES = {
    "aws:scheduler/schedule:Schedule": Kind(
        (Call("scheduler", "CreateSchedule"),),
        identity=lambda made: f"default/{named(made)}",
        outputs=lambda made: {"arn": made.response["ScheduleArn"], "groupName": "default"},
        name="name",
    ),
}


def _delivery(inputs: dict[str, Any], _: Cloud) -> dict[str, Any]:
    destination = inputs.pop("destination")
    if destination != "extended_s3":
        msg = f"the local stack delivers to extended_s3, not {destination!r}"
        raise MaterialiseError(msg)
    encryption = cast("dict[str, Any]", inputs.get("serverSideEncryption", {}))
    if not encryption.get("enabled"):
        inputs.pop("serverSideEncryption", None)
    target = cast("dict[str, Any]", inputs["extendedS3Configuration"])
    if "s3BackupConfiguration" in target:
        target = {**target, "s3BackupConfiguration": _keyed(target["s3BackupConfiguration"])}
    return {**inputs, "extendedS3Configuration": _keyed(target)}


def _keyed(target: dict[str, Any]) -> dict[str, Any]:
    """Return a place to deliver to without an empty key, which AWS's provider takes for none."""
    return {key: value for key, value in target.items() if key != "kmsKeyArn" or value}


STREAMS = {
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": Kind(
        (
            Call(
                "firehose",
                "CreateDeliveryStream",
                names={
                    "name": "DeliveryStreamName",
                    "serverSideEncryption": "DeliveryStreamEncryptionConfigurationInput",
                    "extendedS3Configuration": "ExtendedS3DestinationConfiguration",
                    "extendedS3Configuration.bufferingSize": "BufferingHints.SizeInMBs",
                    "extendedS3Configuration.bufferingInterval": "BufferingHints.IntervalInSeconds",
                    "extendedS3Configuration.kmsKeyArn": "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN",
                    "extendedS3Configuration.dynamicPartitioningConfiguration.retryDuration": "RetryOptions.DurationInSeconds",
                    "extendedS3Configuration.s3BackupConfiguration.bufferingSize": "BufferingHints.SizeInMBs",
                    "extendedS3Configuration.s3BackupConfiguration.bufferingInterval": "BufferingHints.IntervalInSeconds",
                    "extendedS3Configuration.s3BackupConfiguration.kmsKeyArn": "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN",
                },
                unsent={"serverSideEncryption.enabled": "a key type in the request is what turns it on"},
            ),
        ),
        identity=lambda made: made.response["DeliveryStreamARN"],
        outputs=lambda made: {"arn": made.response["DeliveryStreamARN"]},
        name="name",
        prepare=_delivery,
    ),
}


def _catalog_arn(made: Made, resource: str) -> dict[str, Any]:
    return {"arn": made.cloud.arn("glue", resource), "catalogId": made.cloud.identity["Account"]}


QUERYING = {
    "aws:glue/catalogDatabase:CatalogDatabase": Kind(
        (Call("glue", "CreateDatabase", names={"tags": "Tags", "catalogId": "CatalogId"}, inside="DatabaseInput"),),
        identity=lambda made: f"{made.cloud.identity['Account']}:{named(made)}",
        outputs=lambda made: _catalog_arn(made, f"database/{named(made)}"),
        name="name",
    ),
    "aws:glue/catalogTable:CatalogTable": Kind(
        (Call("glue", "CreateTable", names={"databaseName": "DatabaseName", "catalogId": "CatalogId"}, inside="TableInput"),),
        identity=lambda made: f"{made.cloud.identity['Account']}:{made.inputs['databaseName']}:{named(made)}",
        outputs=lambda made: _catalog_arn(made, f"table/{made.inputs['databaseName']}/{named(made)}"),
        name="name",
    ),
    "aws:glue/crawler:Crawler": Kind(
        (Call("glue", "CreateCrawler", names={"catalogTargets": "Targets.CatalogTargets"}),),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("glue", f"crawler/{named(made)}")},
        name="name",
    ),
    "aws:athena/workgroup:Workgroup": Kind(
        (
            Call(
                "athena",
                "CreateWorkGroup",
                names={"configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn": "KmsKey"},
                unsent={"forceDestroy": DELETION},
            ),
        ),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("athena", f"workgroup/{named(made)}")},
        name="name",
    ),
    "aws:athena/namedQuery:NamedQuery": Kind(
        (Call("athena", "CreateNamedQuery", names={"query": "QueryString"}),),
        identity=lambda made: made.response["NamedQueryId"],
        name="name",
    ),
}

KINDS: dict[str, Kind] = {**BUCKET_KINDS, **LOGS, **ACCESS, **QUEUES, **FUNCTIONS, **IMAGES, **SCHEDULES, **STREAMS, **QUERYING, **JOBS}
