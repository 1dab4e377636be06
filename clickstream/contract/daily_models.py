"""Daily models: SQL over one day of the events table, and the tables that they fill.

`clickstream.contract.daily_model_files` reads them from a directory. A deployment compiles them
into the JSON form (`DailyModels.to_json`), which the Spark job reads. This module therefore imports
the standard library alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clickstream.contract.model import Column, Contract, PartitionKey, columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE_VIEW = "source"
"""Name, in the SQL of a model, of the view over the events of the day."""

MODEL_PARTITIONS = (
    PartitionKey("p_date", "%Y-%m-%d", "The day of the source's partition, in UTC."),
)
"""Partition key of every table. The job adds it, so a table must not declare it."""


@dataclass(frozen=True)
class DailyModel:
    """Table, and the query that fills the table's partition of a day."""

    table: str
    description: str
    columns: tuple[Column, ...]
    """Columns of the query's result, of the Parquet files and of the Glue table, in order."""
    sql: str


@dataclass(frozen=True)
class DailyModels:
    """All daily models over one events table."""

    source: Contract
    """Contract of the events table."""
    views: Mapping[str, str]
    """SQL of the views that the models share, by name, in the order of their creation."""
    models: tuple[DailyModel, ...]

    def to_json(self) -> str:
        """Return the JSON form, which is equal for equal models."""
        return json.dumps(asdict(self) | {"source": self.source.to_fields()}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> DailyModels:
        """Return the models that `to_json` serialized."""
        fields: dict[str, Any] = json.loads(text)
        models = tuple(
            DailyModel(
                model["table"], model["description"], columns_of(model["columns"]), model["sql"]
            )
            for model in fields["models"]
        )
        return cls(Contract.from_json(json.dumps(fields["source"])), fields["views"], models)
