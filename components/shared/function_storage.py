"""Ephemeral storage of the converter's function, derived from the largest raw object."""

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
MIN_STORAGE_MB, MAX_STORAGE_MB = 512, 10240

DISK_TO_JSON = 10
"""Maximum of bytes on disk for each byte of JSON.

The measured maximum is 8.4, for quarantined lines of one character; a fifth is added. Source:
`python -m benchmarks.storage`.
"""

FIXED_MB = 256
"""MB for small files: a file of a few rows takes 8 KB, and an object may have a file for each date.

Ten years since `earliestEventDate` take 30 MB.
"""

LARGEST_OBJECT_MB = (MAX_STORAGE_MB - FIXED_MB) // DISK_TO_JSON
"""MB that the largest raw object may unpack to: its files fit into `MAX_STORAGE_MB`."""

STORAGE_ALLOWS = (
    f"1 to {LARGEST_OBJECT_MB}, for the {MAX_STORAGE_MB} MB of storage that a function may have; "
    "the engine spark takes larger objects"
)


def storage_mb(max_object_mb: int) -> int:
    """Return the MB of ephemeral storage for objects that unpack to `max_object_mb` MB.

    The spilled rows, the Parquet files and the quarantined lines are on disk together until the
    object is converted. Objects of a batch are converted one after the other, so the storage is for
    one object.

    Raises:
        ValueError: If the storage is larger than Lambda's maximum.
    """
    needed = FIXED_MB + DISK_TO_JSON * max_object_mb
    if needed > MAX_STORAGE_MB:
        msg = f"max_object_mb is {max_object_mb}; allowed: {STORAGE_ALLOWS}"
        raise ValueError(msg)
    return max(MIN_STORAGE_MB, needed)
