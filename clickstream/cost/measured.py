"""Constants of the estimate: units, facts about AWS with their source, measured figures.

A figure that is neither documented nor measured is an assumption, and says so.
"""

from __future__ import annotations

KB, MB, GB, TB = 1 << 10, 1 << 20, 1 << 30, 1 << 40
"""AWS bills in binary units."""

DAYS = 30
"""Days of a month."""
SECONDS_PER_DAY = 86_400
HOURS_PER_SECOND = 1 / 3600

FIREHOSE_STEP_BYTES = 5 * KB
"""Firehose rounds the size of each record up to it: https://aws.amazon.com/firehose/pricing/"""

ZERO_BUFFERING_SECONDS = 5
"""Interval with bufferingSeconds 0: https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html"""

JQ_HOURS_PER_GB = 0.02
"""Assumption: jq parses about 15 MB a second. AWS does not say how many hours it bills."""

INFREQUENT_BYTES = 128 * KB
"""Size below which an object does not move to STANDARD_IA.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
"""

INFREQUENT_DAYS = 30
"""Days in STANDARD_IA that are billed at least: https://aws.amazon.com/s3/storage-classes/"""

NONCURRENT_DAYS = 30
"""Days that the buckets keep an expired object, with `versioning`: components/data_lake.py."""

GZIP_RATIO = 0.12
"""Gzip bytes of a raw object for each byte of JSON: `python -m benchmarks.columns`."""

PARQUET_RATIO = {"zstd": 0.083, "snappy": 0.145}
"""Bytes of all columns for each byte of JSON, by codec: `python -m benchmarks.columns`."""

FILE_BYTES = 7_700
"""Bytes of a small Parquet file beside its columns: `python -m benchmarks.columns`."""

COLUMN_SHARE = 0.35
"""Share of the bytes of all columns that a named query reads, on average.

The bytes of each column are measured: `python -m benchmarks.columns`.
"""

ATHENA_MINIMUM_BYTES = 10 * MB
"""Bytes that are billed at least for a query: https://aws.amazon.com/athena/pricing/"""

ATHENA_GETS_PER_FILE = 2
"""Assumption: requests of a query for each file, one for the footer and one for the columns."""

ATHENA_RESULT_OBJECTS = 2
"""Rows and metadata: https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html"""

ATHENA_RESULT_BYTES = 100 * KB
"""Assumption: size of a query result."""

LIST_KEYS = 1_000
"""Keys that one LIST request returns: S3's limit."""

CPU_SECONDS_PER_MB = 0.029
"""Processor seconds to convert 1 MB (10^6 bytes) of JSON.

Source: `make bench` of 2026-11-29, 5.0 s for 174 MB. A faster machine takes half of it
(docs/benchmarks.md).
"""

CPU_SECONDS_PER_OBJECT = 0.012
"""Processor seconds for each raw object, however small: docs/benchmarks.md, small objects."""

BUSY_PROCESSORS = 1.3
"""Processors that a conversion uses at once, if it has them: CPU s by s of the same benchmark."""

S3_WAIT_SECONDS = 0.1
"""Assumption: time that the function waits for S3, for each raw object."""

PROCESSOR_MB = 1_769
"""Memory with which Lambda gives a function one whole processor.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

INIT_SECONDS = 1.5
"""Assumption: billed duration of a cold start. The imports take 0.25 s: docs/benchmarks.md."""

IDLE_SECONDS = 300
"""Assumption: time without an invocation after which the next one is a cold start."""

ENVIRONMENT_SECONDS = 7_200
"""Assumption: time after which Lambda replaces an environment that is in use."""

INCLUDED_STORAGE_MB = 512
"""Ephemeral storage without a price: https://aws.amazon.com/lambda/pricing/"""

STORAGE_FIXED_MB, STORAGE_TO_JSON = 256, 10
"""Ephemeral storage of the converter: components/shared/function_storage.py."""

LAMBDA_LOG_BYTES = 900
"""Bytes of Lambda's own log lines of an invocation: start and report, in JSON."""

INVOCATION_LOG_BYTES = 700
"""Bytes of the metrics that the function logs in each invocation."""

OBJECT_LOG_BYTES = 700
"""Bytes of the function's log line for each raw object."""

CONVERTER_METRICS = 6
"""Metrics in the namespace ClickstreamLake: docs/reference/converter.md, one quarantine reason."""

ALARM_EMAILS = 100
"""Assumption: e-mails of a month that the topic of the alarms sends."""

LOG_EVENT_BYTES = 26
"""Bytes that CloudWatch adds to a log line.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
"""

LOG_STORED_SHARE = 0.15
"""Share of the ingested bytes that is stored, compressed: https://aws.amazon.com/cloudwatch/pricing/"""

POLLERS, POLL_SECONDS = 5, 20
"""Connections by which Lambda polls an idle queue, and the wait of each request.

https://aws.amazon.com/blogs/compute/estimating-cost-for-amazon-sqs-message-processing-using-aws-lambda/
"""

SQS_BATCH_MESSAGES = 10
"""Messages of a request of the Spark job: spark_src/clickstream_spark/object_queue.py."""

KEY_REUSE_SECONDS = 300
"""Seconds that SQS reuses a data key: components/shared/queues.py."""

BUCKET_KEY_SHARE = 0.01
"""Share of S3's requests that call KMS with a bucket key.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
"""

DPUS = {"G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8}
"""DPUs of a worker: https://docs.aws.amazon.com/glue/latest/dg/add-job.html"""

PROCESSORS_PER_DPU = 4
GLUE_MINIMUM_SECONDS = 60
"""Seconds of a run that are billed at least: https://aws.amazon.com/glue/pricing/"""

SPARK_START_SECONDS = 60
"""Assumption: time of a run before its first conversion."""

SPARK_CPU_FACTOR = 2
"""Assumption: processor time of the Spark job relative to the Lambda converter's."""

SPARK_LOG_BYTES = 2 * MB
"""Assumption: log of a run, mostly Spark's."""

MODELS_WORKERS, MODELS_WORKER_TYPE = 2, "G.1X"
"""Workers of the daily models: components/spark_job.py."""

CRAWLER_DPUS, CRAWLER_MINIMUM_SECONDS = 2, 600
"""DPUs of a crawler, and the seconds that are billed at least: https://aws.amazon.com/glue/pricing/"""

POLL_MEMORY_MB = 1_024
"""Memory of the API source's function: components/api_source.py."""

CANARY_RUNS_PER_DAY = 1_440
"""Runs of the canary, an event and a query each: components/canary.py."""

CANARY_MEMORY_MB = 256
"""Memory of the canary's function: components/canary.py."""

CANARY_RUN_SECONDS = 3
"""Assumption: duration of a run of the canary, which waits for Athena."""

CANARY_EVENT_BYTES = 107
"""Bytes of the canary's event with its newline, for the default contract."""

CANARY_RECENT_SECONDS = 1_200
"""Age of the files that the canary's query reads: lambda_src/canary/find.py."""

CANARY_RESULT_BYTES = 2 * KB
"""Bytes of a result of the canary's query, up to 100 times of 26 bytes, with its metadata."""

CANARY_LOG_BYTES = 600
"""Bytes of the canary's own log line of a run."""

API_RUN_SECONDS = 2
"""Assumption: duration of a run of the API source."""
