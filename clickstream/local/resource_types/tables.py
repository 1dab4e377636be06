"""Resource types of the Glue catalog and of Athena."""

from __future__ import annotations

from typing import Any

from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Created,
    ResourceType,
    call,
    named,
)

_TABLE_INPUTS = frozenset(
    {
        "description",
        "parameters",
        "partitionKeys",
        "storageDescriptor",
        "tableType",
        "viewExpandedText",
        "viewOriginalText",
    }
)
_CRAWLER_INPUTS = frozenset(
    {
        "catalogTargets",
        "configuration",
        "databaseName",
        "description",
        "recrawlPolicy",
        "role",
        "schedule",
        "schemaChangePolicy",
    }
)
_RESULT_CONFIGURATION = "configuration.resultConfiguration"


def _catalog_arn(created: Created, resource: str) -> dict[str, Any]:
    return {
        "arn": created.emulator.arn("glue", resource),
        "catalogId": created.emulator.identity["Account"],
    }


TABLES = {
    "aws:glue/catalogDatabase:CatalogDatabase": ResourceType(
        (
            Call(
                "glue",
                "CreateDatabase",
                names={"tags": "Tags", "catalogId": "CatalogId"},
                inside="DatabaseInput",
            ),
        ),
        resource_id=lambda created: f"{created.emulator.identity['Account']}:{named(created)}",
        outputs=lambda created: _catalog_arn(created, f"database/{named(created)}"),
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateDatabase",
                frozenset({"description", "locationUri", "parameters"}),
                frozenset({"id", "name"}),
                names={"name": "DatabaseInput.Name", "id": "Name"},
                inside="DatabaseInput",
            ),
        ),
        reads=call("glue", "GetDatabase", name="Name"),
        deletes=call("glue", "DeleteDatabase", name="Name"),
    ),
    "aws:glue/catalogTable:CatalogTable": ResourceType(
        (
            Call(
                "glue",
                "CreateTable",
                names={"databaseName": "DatabaseName", "catalogId": "CatalogId"},
                inside="TableInput",
            ),
        ),
        resource_id=lambda created: (
            f"{created.emulator.identity['Account']}:{created.inputs['databaseName']}:{named(created)}"
        ),
        outputs=lambda created: _catalog_arn(
            created, f"table/{created.inputs['databaseName']}/{named(created)}"
        ),
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateTable",
                _TABLE_INPUTS,
                frozenset({"databaseName", "name"}),
                names={"databaseName": "DatabaseName"},
                inside="TableInput",
            ),
        ),
        reads=call("glue", "GetTable", databaseName="DatabaseName", name="Name"),
        deletes=call("glue", "DeleteTable", databaseName="DatabaseName", name="Name"),
    ),
    "aws:glue/crawler:Crawler": ResourceType(
        (Call("glue", "CreateCrawler", names={"catalogTargets": "Targets.CatalogTargets"}),),
        resource_id=named,
        outputs=lambda created: {"arn": created.emulator.arn("glue", f"crawler/{named(created)}")},
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateCrawler",
                _CRAWLER_INPUTS,
                frozenset({"name"}),
                names={"catalogTargets": "Targets.CatalogTargets"},
            ),
        ),
        reads=call("glue", "GetCrawler", name="Name"),
        deletes=call("glue", "DeleteCrawler", name="Name"),
    ),
    "aws:athena/workgroup:Workgroup": ResourceType(
        (
            Call(
                "athena",
                "CreateWorkGroup",
                names={f"{_RESULT_CONFIGURATION}.encryptionConfiguration.kmsKeyArn": "KmsKey"},
                unsent={"forceDestroy": STATE_ONLY},
            ),
        ),
        resource_id=named,
        outputs=lambda created: {
            "arn": created.emulator.arn("athena", f"workgroup/{named(created)}")
        },
        name="name",
        updates=(
            Call(
                "athena",
                "UpdateWorkGroup",
                frozenset({"configuration", "description", "state"}),
                frozenset({"id"}),
                names={
                    "id": "WorkGroup",
                    "configuration": "ConfigurationUpdates",
                    _RESULT_CONFIGURATION: "ResultConfigurationUpdates",
                    f"{_RESULT_CONFIGURATION}.encryptionConfiguration.kmsKeyArn": "KmsKey",
                },
            ),
        ),
        reads=call("athena", "GetWorkGroup", id="WorkGroup"),
        deletes=call(
            "athena", "DeleteWorkGroup", id="WorkGroup", forceDestroy="RecursiveDeleteOption"
        ),
    ),
    "aws:athena/namedQuery:NamedQuery": ResourceType(
        (Call("athena", "CreateNamedQuery", names={"query": "QueryString"}),),
        resource_id=lambda created: created.response["NamedQueryId"],
        name="name",
        reads=call("athena", "GetNamedQuery", id="NamedQueryId"),
        deletes=call("athena", "DeleteNamedQuery", id="NamedQueryId"),
    ),
}
