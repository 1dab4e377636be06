"""Limit on the event dates of one object, each of which becomes a file."""

MAX_DATES = 1000  # almost three years


def too_many_dates(limit: int) -> str:
    """Return the detail of an event whose date appears after `limit` other dates of its object."""
    return f"the object has events of {limit} other dates before; send fewer in an object"
