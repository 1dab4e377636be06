"""The stack outputs that the settings give, as documented."""

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
}
OF_CONVERSION = {
    "function": {"quarantine_table", "queue_url", "dead_letter_queue_url"},
    "firehose": {"record_limit_events", "conversion_alarm"},
}
OF_ENGINE = {"lambda": {"converter_function"}, "spark": {"spark_job"}}
OF_CATALOG = {"projection": set[str](), "crawler": {"events_crawler"}}
OF_SETTINGS = {
    "dailyModels": {"daily_models_job"},
    "apiUrl": {"api_source_function", "api_source_dead_letter_queue_url"},
}
"""Outputs that are there if a setting is not empty."""


def expected_outputs(config: Mapping[str, str]) -> set[str]:
    """Return the names of the outputs of a stack with these settings of the project."""
    engine = OF_ENGINE[config["engine"]] if config["conversion"] == "function" else set[str]()
    chosen = [outputs for setting, outputs in OF_SETTINGS.items() if config[setting]]
    return OUTPUTS.union(
        OF_CONVERSION[config["conversion"]], engine, OF_CATALOG[config["catalog"]], *chosen
    )
