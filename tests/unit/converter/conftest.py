"""Environment variables that the handler's modules read at import."""

from __future__ import annotations

import os

os.environ.update(
    POWERTOOLS_SERVICE_NAME="converter",
    POWERTOOLS_METRICS_NAMESPACE="ClickstreamLake",
    LAKE_BUCKET="lake",
)
