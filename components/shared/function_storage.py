"""Ephemeral storage of the converting function, derived from the largest object that it takes."""

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
MIN_STORAGE_MB, MAX_STORAGE_MB = 512, 10240

DISK_TO_JSON = 10
"""Bytes on disk for a byte of JSON at most: 8.4 for lines `1`, each of which is quarantined, and a fifth more. Source: `python -m benchmarks.storage`."""

FIXED_MB = 256
"""MB beside it, for small files: one of a few rows takes 8 KB, and an object may have one for each date since `earliestEventDate`; ten years take 30 MB."""

LARGEST_OBJECT_MB = (MAX_STORAGE_MB - FIXED_MB) // DISK_TO_JSON
"""MB that the largest object may unpack to where the function converts: what lies on disk has to fit into `MAX_STORAGE_MB`."""


def storage_mb(max_object_mb: int) -> int:
    """Return the MB of ephemeral storage for objects that unpack to `max_object_mb` MB.

    The spool of rows, the Parquet files, and the quarantine's pieces and file lie on disk together
    until the object is converted. Objects of a batch are converted one after the other, so the
    storage is for one.

    Raises:
        ValueError: If Lambda has not so much.
    """
    needed = FIXED_MB + DISK_TO_JSON * max_object_mb
    if needed > MAX_STORAGE_MB:
        msg = f"max_object_mb is {max_object_mb}; Lambda's storage, {MAX_STORAGE_MB} MB, is enough for 1 to {LARGEST_OBJECT_MB}. The Spark engine takes larger objects"
        raise ValueError(msg)
    return max(MIN_STORAGE_MB, needed)
