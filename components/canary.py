"""Canary: a schedule, and a function that sends one event a minute and queries earlier ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, scheduler

from clickstream.contract import Contract
from clickstream.contract.model import PartitionKey
from clickstream.contract.odcs import read_contract
from clickstream.monitoring import metrics
from components.lambda_converter import ARCHITECTURE, RUNTIME, Architecture, Runtime
from components.shared import policies
from components.shared.canary_file import canary_file
from components.shared.customer_key import check_keys
from components.shared.engine import (
    ENGINE,
    FIREHOSE_PARTITION,
    DeliveryPartition,
    Engine,
    events_table,
)
from components.shared.function_layer import function_layer
from components.shared.function_package import CANARY_LOCK, canary_code
from components.shared.layout import EVENTS_PREFIX, RESULTS_PREFIX
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.shared.schedule_role import schedule_role

RATE = "rate(1 minute)"
TIMEOUT_SECONDS = 60  # a run ends before the next
MEMORY_MB = 256  # boto3 takes 100 MB; with less memory Lambda gives less processor time
# The next run is the retry of a failed one: it sends its own event and checks all earlier ones.
FUNCTION_RETRIES = 0
MAX_EVENT_AGE_SECONDS = 60  # the least that Lambda and Scheduler allow


class CanaryArgs(TypedDict):
    """Arguments of `Canary`."""

    contract: str
    """Path of the contract file. It must have a column of the event type."""
    delivery_stream_name: pulumi.Input[str]
    """Name of the delivery stream for the events."""
    delivery_stream_arn: pulumi.Input[str]
    """ARN of the delivery stream."""
    catalog_arn: pulumi.Input[str]
    """ARN of the account's data catalog."""
    database: pulumi.Input[str]
    """Name of the Glue database."""
    table: pulumi.Input[str]
    """Name of the events table."""
    workgroup: pulumi.Input[str]
    """Name of the Athena workgroup."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket of the events table. It also holds the function's layer."""
    lake_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of the events table."""
    results_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of query results."""
    engine: NotRequired[Engine]
    """Engine that converts."""
    firehose_partition: NotRequired[DeliveryPartition]
    """Date that Firehose partitions by, if it converts."""
    runtime: NotRequired[Runtime]
    """Runtime of the function."""
    architecture: NotRequired[Architecture]
    """Processor of the function."""
    log_retention_days: NotRequired[int]
    """Days that the function's log is kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the customer key of buckets and query results; it encrypts the log. Default: none."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class Canary(pulumi.ComponentResource):
    """Function that sends one event a minute, and measures when its events can be queried.

    It puts the metric `CanaryLagSeconds`, the age of the newest canary event that is a row. There
    is no dead-letter queue: a run that failed is repeated by the next, and shows as a missing
    metric and as an error of the function.
    """

    function_name: pulumi.Output[str]
    """Name of the function."""
    log_group: pulumi.Output[str]
    """Name of the function's log group."""

    def __init__(
        self, name: str, args: CanaryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create function and schedule.

        Raises:
            ContractError: If the contract is not valid, has no column of the event type, or is not
                supported by the engine.
            ValueError: If an argument is not allowed, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:canary:Canary", name, None, opts)
        check_keys(args)
        LOG_RETENTION_DAYS.read(args)
        contract = contract_with_event_type(Path(args["contract"]))

        function = self._function(name, args, contract)
        self._schedule(name, function)

        self.function_name = function.name
        self.register_outputs({"function_name": self.function_name, "log_group": self.log_group})

    def _function(self, name: str, args: CanaryArgs, contract: Contract) -> lambda_.Function:
        child = pulumi.ResourceOptions(parent=self)
        runtime = Runtime(args.get("runtime", RUNTIME))
        architecture = Architecture(args.get("architecture", ARCHITECTURE))
        log_group = cloudwatch.LogGroup(
            f"{name}-function",
            retention_in_days=LOG_RETENTION_DAYS.read(args),
            kms_key_id=policies.optional(args.get("kms_key_arn")),
            opts=child,
        )
        self.log_group = log_group.name
        layer = function_layer(
            name,
            lock=CANARY_LOCK,
            description="The canary's packages.",
            bucket=args["lake_bucket"],
            runtime=runtime,
            architecture=architecture,
            parent=self,
        )
        role, rights = self._role(name, args, log_group)

        function = lambda_.Function(
            name,
            description="Sends an event a minute and measures when it can be queried.",
            runtime=runtime.value,
            architectures=[architecture.value],
            handler="canary.handler.handler",
            code=canary_code(canary_file(contract, _table_keys(args, contract))),
            layers=[layer.arn],
            role=role.arn,
            memory_size=MEMORY_MB,
            timeout=TIMEOUT_SECONDS,
            logging_config={"log_format": "JSON", "log_group": log_group.name},
            environment={"variables": _environment(args)},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

        lambda_.FunctionEventInvokeConfig(
            name,
            function_name=function.name,
            maximum_event_age_in_seconds=MAX_EVENT_AGE_SECONDS,
            maximum_retry_attempts=FUNCTION_RETRIES,
            opts=child,
        )
        return function

    def _role(
        self, name: str, args: CanaryArgs, log_group: cloudwatch.LogGroup
    ) -> tuple[iam.Role, iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-function",
            assume_role_policy=policies.assume_role("lambda.amazonaws.com"),
            opts=child,
        )
        known = pulumi.Output.all(
            args["delivery_stream_arn"],
            args["catalog_arn"],
            args["database"],
            args["table"],
            args["workgroup"],
            args["lake_bucket_arn"],
            args["results_bucket_arn"],
            log_group.arn,
            policies.optional(args.get("kms_key_arn")),
            *args.get("former_kms_key_arns", []),
        )
        return role, iam.RolePolicy(
            f"{name}-function", role=role.name, policy=known.apply(_function_policy), opts=child
        )

    def _schedule(self, name: str, function: lambda_.Function) -> None:
        policy = function.arn.apply(lambda arn: policies.document(policies.invoke_function(arn)))
        role, rights = schedule_role(name, policy, self)

        scheduler.Schedule(
            name,
            description="Starts the canary.",
            schedule_expression=RATE,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": function.arn,
                "role_arn": role.arn,
                "retry_policy": {
                    "maximum_event_age_in_seconds": MAX_EVENT_AGE_SECONDS,
                    "maximum_retry_attempts": FUNCTION_RETRIES,
                },
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )


def contract_with_event_type(path: Path) -> Contract:
    """Return the contract of a file that a canary can be sent to.

    Raises:
        ContractError: If the contract is not valid, or has no column of the event type.
    """
    contract = read_contract(path)
    if contract.event_type is None:
        raise contract.error(
            None,
            "no column has the custom property `eventType`, so a query cannot tell canary events from others",
            "Set `eventType: true` on the column of the event's type, or deploy without a canary",
        )
    return contract


def _table_keys(args: CanaryArgs, contract: Contract) -> Sequence[PartitionKey]:
    engine = Engine(args.get("engine", ENGINE))
    partition = DeliveryPartition(args.get("firehose_partition", FIREHOSE_PARTITION))
    return events_table(contract, engine, partition).keys


def _environment(args: CanaryArgs) -> dict[str, pulumi.Input[str]]:
    return {
        "DELIVERY_STREAM": args["delivery_stream_name"],
        "WORKGROUP": args["workgroup"],
        "DATABASE": args["database"],
        "TABLE": args["table"],
        "LAKE_BUCKET": args["lake_bucket"],
        "EVENTS_PREFIX": EVENTS_PREFIX,
        "POWERTOOLS_SERVICE_NAME": metrics.CANARY_SERVICE,
        "POWERTOOLS_METRICS_NAMESPACE": metrics.NAMESPACE,
    }


def _function_policy(known: list[str | None]) -> str:
    stream_arn, catalog_arn, database, table, workgroup, lake_arn, results_arn, log_group_arn = map(
        str, known[:8]
    )
    kms_key_arn, *former = known[8:]
    return policies.document(
        policies.put_record(stream_arn),
        policies.run_queries(policies.workgroup_arn(catalog_arn, workgroup)),
        policies.read_tables(policies.table_resources(catalog_arn, database, [table])),
        policies.read_default_database(catalog_arn),
        *policies.read_objects(lake_arn, EVENTS_PREFIX),
        *policies.write_results(results_arn, RESULTS_PREFIX),
        policies.write_logs(log_group_arn),
        *policies.use_key(kms_key_arn, former),
    )
