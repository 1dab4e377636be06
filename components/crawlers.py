"""Glue crawlers that add new partitions to the catalog, for tables without partition projection."""

import json
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import glue, iam

from components.shared import policies
from components.shared.customer_key import check_keys
from components.shared.layout import EVENTS_PREFIX, QUARANTINE_PREFIX

# Glue's log group for all crawlers of an account; a stack cannot choose its name or retention.
LOG_GROUP = "/aws-glue/crawlers"

CONFIGURATION = {
    "Version": 1.0,
    "CrawlerOutput": {
        # A partition gets its table's schema, which prevents HIVE_PARTITION_SCHEMA_MISMATCH.
        "Partitions": {"AddOrUpdateBehavior": "InheritFromTable"},
        # New columns are added. Existing columns are not removed and keep their types.
        "Tables": {"AddOrUpdateBehavior": "MergeNewColumns"},
    },
}
"""https://docs.aws.amazon.com/glue/latest/dg/crawler-schema-changes-prevent.html"""


class CrawlersArgs(TypedDict):
    """Arguments of `Crawlers`."""

    catalog_arn: pulumi.Input[str]
    """ARN of the account's data catalog."""
    database: pulumi.Input[str]
    """Name of the Glue database."""
    events_table: pulumi.Input[str]
    """Name of the events table, which must exist: a crawler creates no table."""
    quarantine_table: NotRequired[pulumi.Input[str] | None]
    """Name of the quarantine table. Default: none, and no crawler for it."""
    lake_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of the tables."""
    schedule: NotRequired[str]
    """Glue cron expression in UTC, such as cron(0 1 * * ? *). Default: no schedule."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the bucket's customer key. Default: none."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class Crawlers(pulumi.ComponentResource):
    """Crawlers that add partitions and columns to existing tables, one for each table.

    Their role has no right to create or delete a table.
    """

    events_crawler: pulumi.Output[str]
    """Name of the crawler of the events table."""
    quarantine_crawler: pulumi.Output[str | None]
    """Name of the crawler of the quarantine table; None without such a table."""

    def __init__(
        self, name: str, args: CrawlersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the role and the crawlers.

        Raises:
            ValueError: If a key's ARN names no KMS key.
        """
        super().__init__("clickstream:crawlers:Crawlers", name, None, opts)
        check_keys(args)
        events_table, quarantine_table = args["events_table"], args.get("quarantine_table")
        role, rights = self._role(name, args)

        events = self._crawler(f"{name}-events", args, events_table, role, rights)
        quarantine = (
            self._crawler(f"{name}-quarantine", args, quarantine_table, role, rights)
            if quarantine_table is not None
            else None
        )

        self.events_crawler = events.name
        self.quarantine_crawler = pulumi.Output.from_input(quarantine.name if quarantine else None)
        self.register_outputs(
            {"events_crawler": self.events_crawler, "quarantine_crawler": self.quarantine_crawler}
        )

    def _role(self, name: str, args: CrawlersArgs) -> tuple[iam.Role, iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        trust = account.apply(
            lambda account: policies.assume_role(
                "glue.amazonaws.com", {"aws:SourceAccount": account}
            )
        )
        role = iam.Role(name, assume_role_policy=trust, opts=child)
        optional = [
            policies.optional(args.get("quarantine_table")),
            policies.optional(args.get("kms_key_arn")),
        ]
        names = [
            args["catalog_arn"],
            args["database"],
            args["lake_bucket_arn"],
            args["events_table"],
        ]
        known = pulumi.Output.all(*names, *optional, *args.get("former_kms_key_arns", []))
        return role, iam.RolePolicy(name, role=role.name, policy=known.apply(_policy), opts=child)

    def _crawler(
        self,
        name: str,
        args: CrawlersArgs,
        table: pulumi.Input[str],
        role: iam.Role,
        rights: iam.RolePolicy,
    ) -> glue.Crawler:
        return glue.Crawler(
            name,
            description="Adds new partitions to the catalog.",
            database_name=args["database"],
            # The target is the table and not its location: a crawler of a location creates tables.
            catalog_targets=[{"database_name": args["database"], "tables": [table]}],
            configuration=json.dumps(CONFIGURATION),
            # With a table as target, Glue takes no other delete behaviour and no incremental crawl.
            schema_change_policy={
                "update_behavior": "UPDATE_IN_DATABASE",
                "delete_behavior": "LOG",
            },
            recrawl_policy={"recrawl_behavior": "CRAWL_EVERYTHING"},
            schedule=args.get("schedule") or None,
            role=role.arn,
            # Glue assumes the role when the crawler is created.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )


def _policy(known: list[str | None]) -> str:
    catalog_arn, database, bucket_arn, events_table = map(str, known[:4])
    quarantine_table, *keys = known[4:]
    zones = {EVENTS_PREFIX: events_table} | (
        {QUARANTINE_PREFIX: quarantine_table} if quarantine_table else {}
    )
    log_group = (
        f"{catalog_arn.removesuffix('catalog').replace(':glue:', ':logs:')}log-group:{LOG_GROUP}"
    )
    return policies.document(
        policies.crawl_tables(
            policies.table_resources(catalog_arn, database, list(zones.values()))
        ),
        policies.allow(["s3:GetBucketLocation"], [bucket_arn]),
        *(policies.list_objects(bucket_arn, prefix) for prefix in zones),
        policies.allow(["s3:GetObject"], [f"{bucket_arn}/{prefix}*" for prefix in zones]),
        policies.allow(["logs:CreateLogGroup"], [log_group, f"{log_group}:*"]),
        policies.write_logs(log_group),
        *policies.read_with_keys(keys),
    )
