"""The way out: Glue tables over the lake, and an Athena workgroup to query them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import athena, glue

from components import policies
from components.conversion import EARLIEST_EVENT_DATE, earliest_date
from components.lake_layout import EVENTS_PREFIX, QUARANTINE_PREFIX
from components.projection import table_parameters
from contract import Column
from contract import glue as glue_columns
from contract.model import QUARANTINE_COLUMNS, QUARANTINE_PARTITIONS, PartitionKey
from contract.odcs import read_contract
from contract.queries import NamedQuery, read_queries

PARQUET_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
PARQUET_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
GIB = 1024**3


class CatalogArgs(TypedDict):
    """What the catalog can be told."""

    contract: str
    """Path of the contract file."""
    database: str
    """Name of the Glue database to make."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket of the tables."""
    results_bucket: pulumi.Input[str]
    """Name of the bucket of Athena's results."""
    queries: NotRequired[str]
    """Path of a directory of SQL files; those for the contract's table become named queries. Default: none."""
    earliest_event_date: NotRequired[str]
    """The UTC date (ISO 8601) that partitions begin at. Default 2020-01-01."""
    scan_limit_gb: NotRequired[int]
    """GB that one query may scan. Default 100."""
    force_destroy: NotRequired[bool]
    """Whether destroying deletes the workgroup with its history. Default false."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """A customer key for results. Default: S3's own keys."""


class Catalog(pulumi.ComponentResource):
    """Two tables that need no crawler, and a workgroup that limits what a query may cost."""

    database: pulumi.Output[str]
    """Name of the Glue database."""
    table: pulumi.Output[str]
    """Name of the events table."""
    quarantine_table: pulumi.Output[str]
    """Name of the table of lines that could not be taken."""
    workgroup: pulumi.Output[str]
    """Name of the Athena workgroup."""

    def __init__(self, name: str, args: CatalogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make database, tables, workgroup and named queries.

        Raises:
            ContractError: If the contract cannot be honoured.
            ValueError: If partitions would be projected elsewhere than they are written.
        """
        super().__init__("clickstream:catalog:Catalog", name, None, opts)
        contract = read_contract(Path(args["contract"]))
        earliest = earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE))
        database = glue.CatalogDatabase(name, name=args["database"], description=f"Event lake: {contract.table}.", opts=pulumi.ResourceOptions(parent=self))

        bucket = pulumi.Output.from_input(args["lake_bucket"])
        events = lake_table(
            f"{name}-events",
            table=contract.table,
            description=contract.description,
            columns=contract.table_columns,
            partitions=Partitions(pulumi.Output.concat("s3://", bucket, f"/{EVENTS_PREFIX}"), contract.partition_keys, earliest),
            database=database.name,
            parent=database,
        )

        quarantine = lake_table(
            f"{name}-quarantine",
            table=f"{contract.table}_quarantine",
            description=f"Lines that are not in {contract.table}, with the reason.",
            columns=QUARANTINE_COLUMNS,
            partitions=Partitions(pulumi.Output.concat("s3://", bucket, f"/{QUARANTINE_PREFIX}"), QUARANTINE_PARTITIONS, earliest),
            database=database.name,
            parent=database,
        )

        workgroup = self._workgroup(name, args, contract.table)
        for query in _queries(args, contract.table):
            _named_query(name, query, database, workgroup)

        self.database = database.name
        self.table = events.name
        self.quarantine_table = quarantine.name
        self.workgroup = workgroup.name
        self.register_outputs({"database": self.database, "table": self.table, "quarantine_table": self.quarantine_table, "workgroup": self.workgroup})

    def _workgroup(self, name: str, args: CatalogArgs, table: str) -> athena.Workgroup:
        return athena.Workgroup(
            name,
            description=f"Queries over {table}.",
            force_destroy=args.get("force_destroy", False),
            configuration={
                "enforce_workgroup_configuration": True,
                "publish_cloudwatch_metrics_enabled": True,
                "bytes_scanned_cutoff_per_query": int(args.get("scan_limit_gb", 100)) * GIB,
                "result_configuration": {
                    "output_location": pulumi.Output.concat("s3://", args["results_bucket"], "/results/"),
                    "encryption_configuration": policies.optional(args.get("kms_key_arn")).apply(_encryption),
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _queries(args: CatalogArgs, table: str) -> list[NamedQuery]:
    return [query for query in read_queries(Path(args["queries"])) if query.table == table] if "queries" in args else []


def _named_query(name: str, query: NamedQuery, database: glue.CatalogDatabase, workgroup: athena.Workgroup) -> None:
    athena.NamedQuery(
        f"{name}-{query.name.replace('_', '-')}",
        name=query.name,
        description=query.description,
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
    """Make a table of Parquet files whose partitions are projected, so that no crawler has to find them.

    Raises:
        ValueError: If partitions would be projected elsewhere than they are written.
    """
    return glue.CatalogTable(
        name,
        name=table,
        description=description,
        database_name=database,
        table_type="EXTERNAL_TABLE",
        parameters=partitions.location.apply(
            lambda location: {"EXTERNAL": "TRUE", "classification": "parquet", **table_parameters(partitions.keys, location, partitions.earliest)}
        ),
        partition_keys=[{**column} for column in glue_columns.partition_columns(partitions.keys)],
        storage_descriptor={
            "location": partitions.location,
            "columns": [{**column} for column in glue_columns.columns(columns)],
            "input_format": PARQUET_INPUT,
            "output_format": PARQUET_OUTPUT,
            "ser_de_info": {"name": "parquet", "serialization_library": PARQUET_SERDE, "parameters": {"serialization.format": "1"}},
        },
        opts=pulumi.ResourceOptions(parent=parent),
    )


@dataclass(frozen=True)
class Partitions:
    """Where a table's files lie, and how they are told apart."""

    location: pulumi.Output[str]
    keys: Sequence[PartitionKey]
    earliest: date


def _encryption(kms_key_arn: str | None) -> athena.WorkgroupConfigurationResultConfigurationEncryptionConfigurationArgsDict:
    return {"encryption_option": "SSE_KMS", "kms_key_arn": kms_key_arn} if kms_key_arn else {"encryption_option": "SSE_S3"}
