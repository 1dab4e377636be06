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
RECORDS = ":records"
"""Number of records in the text: 1 for an event, several for a run of short texts."""
EXTRA = "extra"
"""Fields that the contract does not declare, as a JSON object. Contracts reserve the name."""

SUMMARY, EVENT, INVALID = 0, 1, 2
"""Kinds of rows: one summary per object, one row per event, one row per record that is no event."""


def text_of(column: str) -> str:
    """Return the name of the column with the texts of an input column.

    They are the texts that Spark casts, or those that do not fit the type of the column.
    """
    return f":text:{column}"
