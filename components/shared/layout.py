"""Layout of the buckets: the prefix of each kind of object.

A prefix ends with a slash, so that no prefix is the beginning of another. The prefixes
are the same whether raw zone, tables and results share one bucket or not.
"""

from collections.abc import Iterable

RAW_PREFIX = "raw/"
"""Raw objects that Firehose delivers, in the raw bucket. New objects here start the converter."""

DELIVERY_ERRORS_PREFIX = "errors/"
"""Records that Firehose could not deliver, in the bucket that it delivers to."""

EVENTS_PREFIX = "events/"
"""Events table, in the lake bucket."""

QUARANTINE_PREFIX = "quarantine/"
"""Quarantine table, in the lake bucket."""

MODELS_PREFIX = "models/"
"""Tables of the daily models, each below its name, in the lake bucket."""

ARTIFACTS_PREFIX = "artifacts/"
"""Layers and code: of the converters in the lake bucket, of the API source in the raw bucket."""

API_STATE_KEY = "state/api-source.json"
"""State of the API source, in the raw bucket.

It is not below `raw/`, so it starts no conversion.
"""

RESULTS_PREFIX = "athena-results/"
"""Query results, in the results bucket."""

OUTPUT_PREFIXES = (
    DELIVERY_ERRORS_PREFIX,
    EVENTS_PREFIX,
    QUARANTINE_PREFIX,
    MODELS_PREFIX,
    ARTIFACTS_PREFIX,
    RESULTS_PREFIX,
    API_STATE_KEY,
)
"""Prefixes and keys of all objects except raw objects."""

ARRIVAL_DATE = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
"""Firehose's expression for the UTC date of arrival."""


class RecursiveTriggerError(ValueError):
    """Layout in which the converter's files would start the converter."""


def check_no_recursion(notified: str, outputs: Iterable[str]) -> None:
    """Check that no output prefix overlaps the prefix whose new objects start the converter.

    The check does not depend on the buckets, since a first preview does not know their names.

    Args:
        notified: Prefix whose new objects start the converter.
        outputs: Prefixes of all other objects.

    Raises:
        RecursiveTriggerError: If two prefixes overlap, with both.
    """
    for output in outputs:
        if output.startswith(notified) or notified.startswith(output):
            msg = f"files are written below {output!r}, and new objects below {notified!r} start the converter: it would start itself. Choose prefixes that do not overlap"
            raise RecursiveTriggerError(msg)
