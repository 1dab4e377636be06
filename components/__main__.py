"""The component provider: serves the components to Pulumi programs in any language."""

import sys
from pathlib import Path

from pulumi.provider.experimental import component_provider_host

sys.path.insert(0, str(Path(__file__).parents[1]))  # Pulumi starts a plugin in its own directory

from components import (
    ApiSource,
    Backfill,
    Catalog,
    Crawlers,
    DailyModels,
    DataLake,
    Ingestion,
    NativeIngestion,
    SparkJob,
    SparkTransform,
    Transform,
)

SOURCES = [Ingestion, NativeIngestion, ApiSource]
ENGINES = [Transform, SparkTransform, Backfill, SparkJob, DailyModels]

if __name__ == "__main__":
    component_provider_host(name="clickstream", components=[DataLake, *SOURCES, *ENGINES, Catalog, Crawlers])
