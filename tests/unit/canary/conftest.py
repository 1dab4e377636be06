"""Environment of the handler's modules at import."""

from __future__ import annotations

import os

os.environ.update(POWERTOOLS_SERVICE_NAME="canary", POWERTOOLS_METRICS_NAMESPACE="ClickstreamLake")
