"""Columns of the intermediate rows between reading, validation and writing.

No column of a contract can have a colon in its name.
"""

OBJECT = ":object"
"""Number of the raw object in its round."""
KIND = ":kind"
"""`SUMMARY`, `EVENT` or `INVALID`."""
SEQUENCE = ":sequence"
"""Number of the row in its object."""
POSITION = ":position"
"""Number of the line that the record begins on, from 1."""
TEXT = ":text"
"""Text of the record; JSON of a `ReadSummary` in a summary row."""
REASON = ":reason"
"""Reason for which the line is quarantined; null for an accepted event."""
DETAIL = ":detail"
"""Description of that reason."""
LATEST = ":latest"
"""End of the time window."""
DAY = ":day"
"""UTC event date of an accepted event, in ISO 8601."""
EXTRA = "extra"
"""Fields that the contract does not declare, as a JSON object. Contracts reserve the name."""

SUMMARY, EVENT, INVALID = 0, 1, 2
"""Kinds of rows: one summary per object, one row per event, one row per record that is no event."""


def text_of(column: str) -> str:
    """Return the name of the column with the texts of an input column."""
    return f":text:{column}"
