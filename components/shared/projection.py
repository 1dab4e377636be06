"""Partition projection: table parameters from which Athena computes the partitions.

https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
"""

from collections.abc import Sequence
from datetime import date

from clickstream.contract.model import PartitionKey, partition_path

# The range ends with the next year: on 31 December an event may already have a date in January.
_YEAR = {"type": "date", "format": "yyyy", "interval": "1", "interval.unit": "YEARS"}
_DATE = {"type": "date", "format": "yyyy-MM-dd", "interval": "1", "interval.unit": "DAYS"}
_DIGITS = {"type": "integer", "digits": "2"}
OUTSIDE = "<outside the range>"


def table_parameters(keys: Sequence[PartitionKey], location: str, earliest: date) -> dict[str, str]:
    """Return the projection parameters of a table.

    Args:
        keys: Partition keys, in order.
        location: s3:// address of the table, with a slash at its end.
        earliest: First event date; no partition before it is projected.

    Raises:
        ValueError: If the location that Athena computes for a partition is not the converter's.
    """
    parameters = {
        "projection.enabled": "true",
        "storage.location.template": location
        + "/".join(f"{key.name}=${{{key.name}}}" for key in keys)
        + "/",
    }
    for key in keys:
        parameters |= {
            f"projection.{key.name}.{setting}": value
            for setting, value in _projection(key, earliest).items()
        }
    leap_day = date(2028, 2, 29)
    for day in (earliest, date(earliest.year + 1, 12, 31), leap_day):
        check(parameters, keys, location, day)
    return parameters


def _projection(key: PartitionKey, earliest: date) -> dict[str, str]:
    match key.date_format:
        case "%Y":
            return {**_YEAR, "range": f"{earliest.year:04d},NOW+1YEARS"}
        case "%m":
            return {**_DIGITS, "range": "1,12"}
        case "%d":
            return {**_DIGITS, "range": "1,31"}
        case _:
            return {**_DATE, "range": f"{earliest.isoformat()},NOW+1YEARS"}


def check(
    parameters: dict[str, str], keys: Sequence[PartitionKey], location: str, day: date
) -> None:
    """Check that Athena computes the location of a date's partition that the converter writes to.

    Raises:
        ValueError: If the two locations differ, with both.
    """
    projected = parameters["storage.location.template"]
    for key in keys:
        projected = projected.replace(f"${{{key.name}}}", _render(parameters, key, day))
    written = f"{location}{partition_path(tuple(keys), day)}/"
    if projected != written:
        msg = (
            f"Athena would look for {day} in {projected}, and the converter writes it to {written}"
        )
        raise ValueError(msg)


def _render(parameters: dict[str, str], key: PartitionKey, day: date) -> str:
    """Return the value that Athena computes for a day from the parameters."""
    prefix = f"projection.{key.name}"
    low, high = parameters[f"{prefix}.range"].split(",")
    if parameters[f"{prefix}.type"] == "integer":
        number = day.month if high == "12" else day.day
        digits = int(parameters[f"{prefix}.digits"])
        return f"{number:0{digits}d}" if int(low) <= number <= int(high) else OUTSIDE
    formats = {"yyyy": f"{day.year:04d}", "yyyy-MM-dd": day.isoformat()}
    text = formats[parameters[f"{prefix}.format"]]
    return text if text >= low else OUTSIDE
