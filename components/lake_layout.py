"""Where things lie in the buckets. Every prefix ends with a slash, so that none is the start of another."""

RAW_PREFIX = "raw/"
"""In the raw bucket: what Firehose delivers, and all that starts the converter."""

DELIVERY_ERRORS_PREFIX = "errors/"
"""In the raw bucket: what Firehose could not deliver."""

EVENTS_PREFIX = "events/"
"""In the lake bucket: the events table."""

QUARANTINE_PREFIX = "quarantine/"
"""In the lake bucket: the quarantine table."""

MODELS_PREFIX = "models/"
"""In the lake bucket: the tables of the daily models, each below its own name."""

ARTIFACTS_PREFIX = "artifacts/"
"""In the lake bucket: the function's layer, too large for a direct upload to Lambda."""

ARRIVAL_DATE = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
"""Firehose's expression for the UTC date of arrival."""
