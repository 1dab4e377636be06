"""Glue tables over the lake, and the Athena workgroup that queries them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import athena, glue

from clickstream.contract import Column, Contract, aws_limits, glue_columns
from clickstream.contract.model import QUARANTINE_COLUMNS, QUARANTINE_PARTITIONS, PartitionKey
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import NamedQuery, read_queries
from clickstream.contract.views import EXPANDED_TEXT, PARAMETERS, TABLE_TYPE, View, views_of
from components.shared import names, policies
from components.shared.conversion_rules import EARLIEST_EVENT_DATE, earliest_date
from components.shared.customer_key import check_keys
from components.shared.engine import (
    ENGINE,
    FIREHOSE_PARTITION,
    DeliveryPartition,
    Engine,
    TableShape,
    events_table,
)
from components.shared.layout import EVENTS_PREFIX, QUARANTINE_PREFIX, RESULTS_PREFIX
from components.shared.projection import table_parameters
from components.shared.whole_number import WholeNumber, check_numbers

PARQUET_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
PARQUET_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
GIB = 1024**3
SCAN_LIMIT_GB = WholeNumber("scan_limit_gb", 100, range(1, 7001))
"""Athena takes 10 MB to 7 EB: https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html"""


class PartitionDiscovery(StrEnum):
    """Source of the partitions that Athena reads."""

    PROJECTION = "projection"
    """Athena computes partitions from the table's parameters. New ones are readable immediately."""
    CRAWLER = "crawler"
    """Crawlers add partitions to the catalog. New ones are readable after the next crawl."""


PARTITION_DISCOVERY = PartitionDiscovery.PROJECTION


class CatalogArgs(TypedDict):
    """Arguments of `Catalog`."""

    contract: str
    """Path of the contract file."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket of the tables."""
    results_bucket: pulumi.Input[str]
    """Name of the bucket of query results."""
    database: NotRequired[pulumi.Input[str]]
    """Name of the Glue database.

    Default: the lake bucket's name with underscores for dots and dashes.
    """
    queries: NotRequired[str]
    """Path of a directory of SQL files.

    A query of the events table becomes a named query if the table has its columns, and one of the
    quarantine table if there is one. The date of a partition is written over the table's partition
    keys. Default: none.
    """
    engine: NotRequired[Engine]
    """Engine that converts. Firehose writes other columns and no quarantine table."""
    firehose_partition: NotRequired[DeliveryPartition]
    """Date that Firehose partitions by, if it converts."""
    earliest_event_date: NotRequired[str]
    """UTC date (ISO 8601) of the first partition."""
    partition_discovery: NotRequired[PartitionDiscovery]
    """Source of partitions. The component `Crawlers` creates the crawlers."""
    scan_limit_gb: NotRequired[int]
    """GB that one query may scan."""
    force_destroy: NotRequired[bool]
    """Whether a destroy deletes the workgroup with its history. Default false."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of a customer key for query results. Default: keys that S3 manages."""


class Catalog(pulumi.ComponentResource):
    """Tables of events and quarantine, views, and a workgroup that limits the scan of a query."""

    catalog_arn: pulumi.Output[str]
    """ARN of the account's data catalog, a resource of every policy on tables."""
    database: pulumi.Output[str]
    """Name of the Glue database."""
    table: pulumi.Output[str]
    """Name of the events table."""
    quarantine_table: pulumi.Output[str]
    """Name of the table of quarantined lines. Empty if Firehose converts."""
    workgroup: pulumi.Output[str]
    """Name of the Athena workgroup."""

    def __init__(
        self, name: str, args: CatalogArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create database, tables, views, workgroup and named queries.

        Raises:
            ContractError: If the contract is not valid, or the engine does not support it.
            ValueError: If an argument is not allowed, the location that Athena computes for a
                partition is not the converter's, or the key's ARN names no KMS key.
        """
        super().__init__("clickstream:catalog:Catalog", name, None, opts)
        check_keys(args)
        check_numbers(args, [SCAN_LIMIT_GB])
        contract = read_contract(Path(args["contract"]))
        database_name = pulumi.Output.from_input(args["lake_bucket"]).apply(names.database_name)
        database = glue.CatalogDatabase(
            name,
            name=args.get("database", database_name),
            description=f"Event lake: {contract.table}.",
            opts=pulumi.ResourceOptions(parent=self),
        )

        engine = Engine(args.get("engine", ENGINE))
        partition = DeliveryPartition(args.get("firehose_partition", FIREHOSE_PARTITION))
        shape = events_table(contract, engine, partition)
        events = lake_table(
            f"{name}-events",
            table=contract.table,
            description=contract.description,
            columns=shape.columns,
            partitions=_partitions(args, EVENTS_PREFIX, shape.keys),
            database=database.name,
            parent=database,
        )
        has_quarantine = engine is not Engine.FIREHOSE
        quarantine = (
            _quarantine(f"{name}-quarantine", args, contract, database) if has_quarantine else None
        )
        for view in views_of(contract, shape.columns, shape.keys):
            suffix = view.name.removeprefix(f"{contract.table}_")
            _lake_view(f"{name}-{suffix}", view, database, events)
        workgroup = self._workgroup(name, args, contract.table)
        for query in _queries(args, contract, shape, has_quarantine=has_quarantine):
            _named_query(name, query, database, workgroup)

        self.catalog_arn = database.arn.apply(lambda arn: f"{arn.rpartition(':')[0]}:catalog")
        self.database = database.name
        self.table = events.name
        self.quarantine_table = quarantine.name if quarantine else pulumi.Output.from_input("")
        self.workgroup = workgroup.name
        self.register_outputs(
            {
                "catalog_arn": self.catalog_arn,
                "database": self.database,
                "table": self.table,
                "quarantine_table": self.quarantine_table,
                "workgroup": self.workgroup,
            }
        )

    def _workgroup(self, name: str, args: CatalogArgs, table: str) -> athena.Workgroup:
        return athena.Workgroup(
            name,
            description=f"Queries over {table}.",
            force_destroy=args.get("force_destroy", False),
            configuration={
                "enforce_workgroup_configuration": True,
                "publish_cloudwatch_metrics_enabled": True,
                "bytes_scanned_cutoff_per_query": SCAN_LIMIT_GB.read(args) * GIB,
                "result_configuration": {
                    "output_location": pulumi.Output.concat(
                        "s3://", args["results_bucket"], f"/{RESULTS_PREFIX}"
                    ),
                    "encryption_configuration": policies.optional(args.get("kms_key_arn")).apply(
                        _encryption
                    ),
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _quarantine(
    name: str, args: CatalogArgs, contract: Contract, database: glue.CatalogDatabase
) -> glue.CatalogTable:
    return lake_table(
        name,
        table=_quarantine_name(contract),
        description=f"Lines that could not become rows of {contract.table}, with the reason.",
        columns=QUARANTINE_COLUMNS,
        partitions=_partitions(args, QUARANTINE_PREFIX, QUARANTINE_PARTITIONS),
        database=database.name,
        parent=database,
    )


def _quarantine_name(contract: Contract) -> str:
    return f"{contract.table}{aws_limits.QUARANTINE_SUFFIX}"


def _partitions(args: CatalogArgs, prefix: str, keys: Sequence[PartitionKey]) -> "Partitions":
    return Partitions(
        location=pulumi.Output.concat("s3://", args["lake_bucket"], f"/{prefix}"),
        keys=keys,
        earliest=earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE)),
        discovery=PartitionDiscovery(args.get("partition_discovery", PARTITION_DISCOVERY)),
    )


def _queries(
    args: CatalogArgs, contract: Contract, shape: TableShape, *, has_quarantine: bool
) -> list[NamedQuery]:
    """Return the queries of the events table and of the quarantine table, if there is one."""
    if "queries" not in args:
        return []
    in_table = {column.name for column in (*shape.columns, *shape.keys)}
    in_contract = {column.name for column in (*contract.table_columns, *contract.partition_keys)}
    missing = in_contract - in_table
    found: list[NamedQuery] = []
    for query in read_queries(Path(args["queries"])):
        over_keys = query.with_keys(shape.keys)
        if query.table == contract.table and not over_keys.mentions(missing):
            found.append(over_keys)
        elif has_quarantine and query.table == _quarantine_name(contract):
            found.append(query.with_keys(QUARANTINE_PARTITIONS))
    return found


def _named_query(
    name: str, query: NamedQuery, database: glue.CatalogDatabase, workgroup: athena.Workgroup
) -> None:
    athena.NamedQuery(
        f"{name}-{query.name.replace('_', '-')}",
        name=query.name,
        description=aws_limits.shorten(query.description, aws_limits.QUERY_DESCRIPTION_CHARACTERS),
        database=database.name,
        workgroup=workgroup.id,
        query=query.sql,
        opts=pulumi.ResourceOptions(parent=workgroup),
    )


def lake_table(
    name: str,
    *,
    table: str,
    description: str,
    columns: Sequence[Column],
    partitions: "Partitions",
    database: pulumi.Input[str],
    parent: pulumi.Resource,
) -> glue.CatalogTable:
    """Create a table of Parquet files.

    Raises:
        ValueError: If the location that Athena computes for a partition is not the converter's.
    """
    return glue.CatalogTable(
        name,
        name=table,
        description=aws_limits.shorten(description, aws_limits.GLUE_DESCRIPTION_BYTES),
        database_name=database,
        table_type="EXTERNAL_TABLE",
        parameters=partitions.parameters(),
        partition_keys=[{**column} for column in glue_columns.partition_columns(partitions.keys)],
        storage_descriptor={
            "location": partitions.location,
            "columns": [{**column} for column in glue_columns.columns(columns)],
            "input_format": PARQUET_INPUT,
            "output_format": PARQUET_OUTPUT,
            "ser_de_info": {
                "name": "parquet",
                "serialization_library": PARQUET_SERDE,
                "parameters": {"serialization.format": "1"},
            },
        },
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _lake_view(
    name: str, view: View, database: glue.CatalogDatabase, events: glue.CatalogTable
) -> None:
    glue.CatalogTable(
        name,
        name=view.name,
        # No description: Trino takes it for the comment, by which it tells a view from a table.
        database_name=database.name,
        table_type=TABLE_TYPE,
        parameters=PARAMETERS,
        view_original_text=database.name.apply(view.definition),
        view_expanded_text=EXPANDED_TEXT,
        storage_descriptor={
            "columns": [{**column} for column in glue_columns.columns(view.columns)],
            # Athena refuses a view without it, and the provider does not send an empty one:
            # https://github.com/hashicorp/terraform-provider-aws/issues/28517
            "ser_de_info": {"name": "-", "serialization_library": "-"},
        },
        opts=pulumi.ResourceOptions(parent=database, depends_on=[events]),
    )


@dataclass(frozen=True)
class Partitions:
    """Location of a table's files, and their partitions."""

    location: pulumi.Output[str]
    keys: Sequence[PartitionKey]
    earliest: date
    discovery: PartitionDiscovery = PartitionDiscovery.PROJECTION

    def parameters(self) -> pulumi.Output[dict[str, str]]:
        """Return the parameters of the Glue table."""
        # With projection enabled Athena ignores the partitions that a crawler adds.
        projected = self.discovery is PartitionDiscovery.PROJECTION
        return self.location.apply(
            lambda location: {
                "EXTERNAL": "TRUE",
                "classification": "parquet",
                **(table_parameters(self.keys, location, self.earliest) if projected else {}),
            }
        )


def _encryption(
    kms_key_arn: str | None,
) -> athena.WorkgroupConfigurationResultConfigurationEncryptionConfigurationArgsDict:
    return (
        {"encryption_option": "SSE_KMS", "kms_key_arn": kms_key_arn}
        if kms_key_arn
        else {"encryption_option": "SSE_S3"}
    )
