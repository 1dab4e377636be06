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

    A query of the events table becomes a named query if the table has its columns. The date of a
    partition is written over the table's partition keys. Default: none.
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
    """Events table, quarantine table, and a workgroup that limits the scan of a query."""

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
        """Create database, tables, workgroup and named queries.

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
        quarantine = (
            _quarantine(f"{name}-quarantine", args, contract, database)
            if engine is not Engine.FIREHOSE
            else None
        )
        workgroup = self._workgroup(name, args, contract.table)
        for query in _queries(args, contract, shape):
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
        table=f"{contract.table}{aws_limits.QUARANTINE_SUFFIX}",
        description=f"Lines that could not become rows of {contract.table}, with the reason.",
        columns=QUARANTINE_COLUMNS,
        partitions=_partitions(args, QUARANTINE_PREFIX, QUARANTINE_PARTITIONS),
        database=database.name,
        parent=database,
    )


def _partitions(args: CatalogArgs, prefix: str, keys: Sequence[PartitionKey]) -> "Partitions":
    return Partitions(
        location=pulumi.Output.concat("s3://", args["lake_bucket"], f"/{prefix}"),
        keys=keys,
        earliest=earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE)),
        discovery=PartitionDiscovery(args.get("partition_discovery", PARTITION_DISCOVERY)),
    )


def _queries(args: CatalogArgs, contract: Contract, shape: TableShape) -> list[NamedQuery]:
    if "queries" not in args:
        return []
    in_table = {column.name for column in (*shape.columns, *shape.keys)}
    in_contract = {column.name for column in (*contract.table_columns, *contract.partition_keys)}
    missing = in_contract - in_table
    over_table = [
        query.with_keys(shape.keys)
        for query in read_queries(Path(args["queries"]))
        if query.table == contract.table
    ]
    return [query for query in over_table if not query.mentions(missing)]


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
