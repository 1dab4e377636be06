"""Resource types of the Glue catalog and of Athena."""

from __future__ import annotations

from typing import Any

from clickstream.local.resource_types.base import STATE_ONLY, Call, Made, ResourceType, call, named

_TABLE = frozenset({"description", "parameters", "partitionKeys", "storageDescriptor", "tableType"})
_CRAWLED = frozenset(
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
_RESULTS = "configuration.resultConfiguration"


def _catalog_arn(made: Made, resource: str) -> dict[str, Any]:
    return {"arn": made.cloud.arn("glue", resource), "catalogId": made.cloud.identity["Account"]}


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
        identity=lambda made: f"{made.cloud.identity['Account']}:{named(made)}",
        outputs=lambda made: _catalog_arn(made, f"database/{named(made)}"),
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
        identity=lambda made: (
            f"{made.cloud.identity['Account']}:{made.inputs['databaseName']}:{named(made)}"
        ),
        outputs=lambda made: _catalog_arn(
            made, f"table/{made.inputs['databaseName']}/{named(made)}"
        ),
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateTable",
                _TABLE,
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
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("glue", f"crawler/{named(made)}")},
        name="name",
        updates=(
            Call(
                "glue",
                "UpdateCrawler",
                _CRAWLED,
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
                names={f"{_RESULTS}.encryptionConfiguration.kmsKeyArn": "KmsKey"},
                unsent={"forceDestroy": STATE_ONLY},
            ),
        ),
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("athena", f"workgroup/{named(made)}")},
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
                    _RESULTS: "ResultConfigurationUpdates",
                    f"{_RESULTS}.encryptionConfiguration.kmsKeyArn": "KmsKey",
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
        identity=lambda made: made.response["NamedQueryId"],
        name="name",
        reads=call("athena", "GetNamedQuery", id="NamedQueryId"),
        deletes=call("athena", "DeleteNamedQuery", id="NamedQueryId"),
    ),
}
