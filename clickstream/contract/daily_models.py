"""The daily transform: SQL models over one day's partition of the events table, and the tables that they fill.

`clickstream.contract.model_files` reads them from a directory. Deployments compile that into the
JSON form (`DailyModels.to_json`), which is all that the Spark job reads, so nothing beyond the
standard library is imported here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clickstream.contract.model import Column, Contract, PartitionKey, columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "source"
"""What a model calls the view of the day's events."""

MODEL_PARTITIONS = (
    PartitionKey("p_date", "%Y-%m-%d", "The day of the source's partition, in UTC."),
)
"""Every table's partition. The job adds it, so a table may not declare it."""


@dataclass(frozen=True)
class Model:
    """One table, and the query that fills a day of it."""

    table: str
    description: str
    columns: tuple[Column, ...]
    """The columns of the Parquet files and of the Glue table, in order: what the query gives, exactly."""
    sql: str


@dataclass(frozen=True)
class DailyModels:
    """All models over one events table."""

    source: Contract
    """The events table's contract."""
    views: Mapping[str, str]
    """Views that the models share, name to SQL, in the order that they are made in."""
    models: tuple[Model, ...]

    def to_json(self) -> str:
        """Return the JSON form, stable for equal models."""
        return json.dumps(asdict(self), indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> DailyModels:
        """Read what `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        models = tuple(
            Model(model["table"], model["description"], columns_of(model["columns"]), model["sql"])
            for model in fields["models"]
        )
        return cls(Contract.from_json(json.dumps(fields["source"])), fields["views"], models)
