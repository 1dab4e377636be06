"""Arguments of the Spark converter's job, as the component passes them."""

from __future__ import annotations

JOB_ARGUMENTS = {
    "--region": "eu-central-1",
    "--raw-bucket": "r",
    "--raw-prefix": "raw/",
    "--lake-bucket": "l",
    "--events-prefix": "events/",
    "--quarantine-prefix": "quarantine/",
    "--parquet-compression": "zstd",
    "--earliest-event-date": "2020-01-01",
    "--max-future-hours": "24",
    "--max-object-mb": "512",
    "--max-event-mb": "16",
    "--metrics-namespace": "ClickstreamLake",
}
