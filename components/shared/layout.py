"""Where things lie in the buckets. Every prefix ends with a slash, so that none is the start of another.

The prefixes are the same whether raw zone, lake and results have buckets of their own or share one.
"""

from collections.abc import Iterable

RAW_PREFIX = "raw/"
"""In the raw bucket: what Firehose delivers, and all that starts the converter."""

DELIVERY_ERRORS_PREFIX = "errors/"
"""In the bucket that Firehose delivers to: what it could not deliver."""

EVENTS_PREFIX = "events/"
"""In the lake bucket: the events table."""

QUARANTINE_PREFIX = "quarantine/"
"""In the lake bucket: the quarantine table."""

MODELS_PREFIX = "models/"
"""In the lake bucket: the tables of the daily models, each below its own name."""

ARTIFACTS_PREFIX = "artifacts/"
"""In the lake bucket: the converter's layer, or a Spark job's code. In the raw bucket: the API source's layer."""

API_STATE_KEY = "state/api-source.json"
"""In the raw bucket: what the API source remembers from run to run. It is not below `raw/`, so no conversion starts."""

RESULTS_PREFIX = "athena-results/"
"""In the results bucket: what Athena answers."""

OUTPUT_PREFIXES = (
    DELIVERY_ERRORS_PREFIX,
    EVENTS_PREFIX,
    QUARANTINE_PREFIX,
    MODELS_PREFIX,
    ARTIFACTS_PREFIX,
    RESULTS_PREFIX,
    API_STATE_KEY,
)
"""Everything that is written beside the raw objects."""

ARRIVAL_DATE = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
"""Firehose's expression for the UTC date of arrival."""


class RecursiveTriggerError(ValueError):
    """The layout would let the converter start itself with what it writes."""


def check_no_recursion(notified: str, outputs: Iterable[str]) -> None:
    """Check that nothing is written where new objects start the converter.

    It is checked whether or not the buckets are one: their names are not known yet in a first
    preview, and are data.

    Args:
        notified: The prefix whose new objects start the converter.
        outputs: The prefixes that anything else is written beneath.

    Raises:
        RecursiveTriggerError: If one lies beneath the other, with both.
    """
    for output in outputs:
        if output.startswith(notified) or notified.startswith(output):
            msg = f"{output!r} is written to and {notified!r} starts the converter; one lies beneath the other, so the converter would start itself. Set them apart"
            raise RecursiveTriggerError(msg)
