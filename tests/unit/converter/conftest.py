"""What the handler's modules read from their environment when they are imported."""

from __future__ import annotations

import os

os.environ.update(
    POWERTOOLS_SERVICE_NAME="converter", POWERTOOLS_METRICS_NAMESPACE="ClickstreamLake"
)
