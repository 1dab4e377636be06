"""Documented stack outputs, by settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTPUTS = {
    "contract",
    "fixed_settings",
    "engine",
    "delivery_stream_name",
    "delivery_errors",
    "raw_bucket",
    "lake_bucket",
    "results_bucket",
    "database",
    "table",
    "workgroup",
    "producer_policy_arn",
    "alarms",
    "alarm_topic_arn",
    "dashboard",
    "log_groups",
}
OF_QUEUE = {"quarantine_table", "queue_url", "dead_letter_queue_url"}
OF_ENGINE = {
    "lambda": {*OF_QUEUE, "converter_function"},
    "spark": {*OF_QUEUE, "spark_job"},
    "firehose": {"record_limit_events"},
}
OF_PARTITION_DISCOVERY = {"projection": set[str](), "crawler": {"events_crawler"}}
OF_SETTINGS = {
    "dailyModels": {"daily_models_job"},
    "apiUrl": {"api_source_function", "api_source_dead_letter_queue_url"},
    "canary": {"canary_function"},
}
"""Outputs that exist if the setting is neither empty nor false."""


def expected_outputs(config: Mapping[str, str]) -> set[str]:
    """Return the names of the outputs of a stack with these settings of the project."""
    chosen = [
        outputs for setting, outputs in OF_SETTINGS.items() if config[setting] not in {"", "false"}
    ]
    discovery = OF_PARTITION_DISCOVERY[config["partitionDiscovery"]]
    return OUTPUTS.union(OF_ENGINE[config["engine"]], discovery, *chosen)
