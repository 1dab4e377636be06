"""Defaults and ranges of the conversion rules, which the Lambda and the Spark converter share."""

from datetime import date
from enum import StrEnum

from components.shared.whole_number import WholeNumber


class ParquetCompression(StrEnum):
    """Codec of Parquet files."""

    ZSTD = "zstd"
    SNAPPY = "snappy"


PARQUET_COMPRESSION = ParquetCompression.ZSTD
EARLIEST_EVENT_DATE = "2020-01-01"
MAX_FUTURE_HOURS = WholeNumber("max_future_hours", 24, range(721))
MAX_OBJECT_MB = WholeNumber("max_object_mb", 512, range(1, 4097))
"""Firehose buffers up to 128 MB, but only as a hint: under backlog it writes larger objects."""
MAX_EVENT_MB = WholeNumber("max_event_mb", 8, range(1, 65))
"""Far above any record of Firehose (1 MB), and small next to the memory of a function."""


def earliest_date(text: str) -> date:
    """Return an `earliest_event_date` as a date.

    Raises:
        ValueError: If the text is not an ISO 8601 date, with the text.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = (
            f"earliest_event_date is {text!r}; "
            f"allowed: an ISO 8601 date, such as {EARLIEST_EVENT_DATE}"
        )
        raise ValueError(msg) from error
