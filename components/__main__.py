"""The component provider: serves the components to Pulumi programs in any language."""

import sys
from pathlib import Path

from pulumi.provider.experimental import component_provider_host

sys.path.insert(0, str(Path(__file__).parents[1]))  # Pulumi starts a plugin in its own directory

from components import Backfill, Catalog, DailyModels, DataLake, Ingestion, SparkJob, SparkTransform, Transform

if __name__ == "__main__":
    component_provider_host(name="clickstream", components=[DataLake, Ingestion, Transform, SparkTransform, Backfill, SparkJob, Catalog, DailyModels])
