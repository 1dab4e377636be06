"""Columns of the intermediate frames between reading, validation and writing.

No column of a contract can have a colon in its name.
"""

ROW = ":row"
"""Index of the event in `EventChunk.texts` and `EventChunk.positions`."""
REASON = ":reason"
"""Reason for which the event is quarantined."""
DETAIL = ":detail"
"""Description of that reason."""
EXTRA = "extra"
"""Members that the contract does not declare, as a JSON object. Contracts reserve the name."""


def typed(name: str) -> str:
    """Return the name of the column with the typed values of a column of texts."""
    return f"typed:{name}"
