"""Quantities and costs of one workload, each compared with a computation by hand.

The workload is that of `examples`: 10 events of 1 KB in a second, default settings.
"""

from __future__ import annotations

from clickstream.cost.prices import PriceKey
from clickstream.cost.services import cloudwatch
from clickstream.cost.services.cloudwatch import Monitoring
from tests.unit.cost.examples import (
    PRICES,
    dollars,
    estimated,
    near,
    quantity,
    total,
    workload,
)


def test_firehose_bills_packed_records() -> None:
    # 10 s of events are 100 KB, a record of 20 steps of 5 KB, without a rest.
    # 864,000 KB a day * 30 / 2^20 KB = 24.7192 GB * $0.029 = $0.71686
    found = estimated()
    assert quantity(found, "records in, in steps of 5 KB") == near(24.7192)
    assert dollars(found, "records in, in steps of 5 KB") == near(0.71686)


def test_firehose_bills_a_single_event_as_5_kb() -> None:
    # 864,000 records * 5 KB * 30 / 2^20 KB = 123.596 GB
    found = estimated(workload(send_every_seconds=0))
    assert quantity(found, "records in, in steps of 5 KB") == near(123.596)


def test_a_rest_of_5_kb_is_rounded_up() -> None:
    # An event of 700 bytes and its newline: 100 of them are 70,100 bytes, 13.7 steps: 14.
    # 8,640 records * 14 * 5 KB * 30 / 2^20 KB = 17.3035 GB
    found = estimated(workload(bytes_per_event=700))
    assert quantity(found, "records in, in steps of 5 KB") == near(17.3035)


def test_events_above_a_record_take_several() -> None:
    # 3,600 s of events are 36,000 KB. A record takes 1,000 events, 1,000 KB: 200 steps. 24 * 36
    # records of 1,000 KB a day are as many bytes as the events: 24.7192 GB.
    found = estimated(workload(send_every_seconds=3600))
    assert quantity(found, "records in, in steps of 5 KB") == near(24.7192)


def test_format_conversion_bills_the_ingested_bytes_again() -> None:
    # 24.7192 GB * ($0.029 + $0.018) = $1.16180
    found = estimated(engine="firehose", buffering_mb=64, parquet_compression="snappy")
    firehose = sum(line.dollars for line in found.lines if line.usage.service == "Firehose")
    assert firehose == near(1.16180)


def test_dynamic_partitioning_bills_bytes_objects_and_jq() -> None:
    # Buffers of 60 s: 1,440 a day for each of two dates, 86,400 objects a month * $0.005 / 1,000.
    # 24.7192 GB * $0.02 = $0.49438; 24.7192 GB * 0.02 hours * $0.07 = $0.03461
    found = estimated(
        workload(dates_per_object=2),
        engine="firehose",
        firehose_partition="event",
        buffering_mb=64,
        parquet_compression="snappy",
    )
    assert dollars(found, "partitioned objects") == near(0.432)
    assert dollars(found, "dynamic partitioning") == near(0.49438)
    assert dollars(found, "jq processing") == near(0.03461)
    assert quantity(found, "table files written") == near(86_400)


def test_the_time_limit_of_the_buffer_writes_an_object_a_minute() -> None:
    # 5 MB take 512 s, so the limit of 60 s applies: 1,440 * 30 objects * $0.005 / 1,000
    found = estimated()
    assert quantity(found, "raw objects written") == near(43_200)
    assert dollars(found, "raw objects written") == near(0.216)
    assert dollars(found, "raw objects read") == near(0.01728)


def test_the_size_limit_of_the_buffer_applies_if_it_is_reached_before() -> None:
    # 900 s are 9,000 KB, more than 5 MB: an object each 512 s, 168.75 a day
    found = estimated(buffering_seconds=900)
    assert quantity(found, "raw objects written") == near(5062.5)


def test_an_object_holds_a_record_at_least() -> None:
    # A record an hour, and so an object an hour.
    found = estimated(workload(events_per_day=24, send_every_seconds=3600))
    assert quantity(found, "raw objects written") == near(720)


def test_objects_below_128_kb_stay_in_standard_storage() -> None:
    # 600 KB of JSON are 72 KB of gzip. 884,736,000 * 0.12 * 365 days / 2^30 = 36.0901 GB * $0.023
    found = estimated()
    assert quantity(found, "raw zone, STANDARD") == near(36.0901)
    assert quantity(found, "raw zone, STANDARD_IA") == 0
    assert quantity(found, "raw objects moved to STANDARD_IA") == 0


def test_larger_objects_move_to_standard_ia_after_30_days() -> None:
    # 300 s: 3,000 KB of JSON are 360 KB of gzip. 0.0988770 GB a day: 30 days in STANDARD,
    # 335 in STANDARD_IA * $0.0125; 288 * 30 objects move * $0.01 / 1,000
    found = estimated(buffering_seconds=300)
    assert quantity(found, "raw zone, STANDARD") == near(2.96631)
    assert quantity(found, "raw zone, STANDARD_IA") == near(33.1238)
    assert dollars(found, "raw zone, STANDARD_IA") == near(0.41405)
    assert dollars(found, "raw objects moved to STANDARD_IA") == near(0.0864)


def test_standard_ia_bills_30_days_though_objects_expire_before() -> None:
    # Moved after 30 days and deleted after 31: 30 days are billed, not one.
    found = estimated(buffering_seconds=300, raw_expiration_days=31)
    assert quantity(found, "raw zone, STANDARD_IA") == near(30 * 0.0988770)


def test_versioning_keeps_expired_objects_30_days_longer() -> None:
    # 60 + 30 days of 0.0988770 GB, 30 of them in STANDARD
    found = estimated(buffering_seconds=300, raw_expiration_days=60, versioning=True)
    assert quantity(found, "raw zone, STANDARD_IA") == near(60 * 0.0988770)


def test_the_events_table_grows_with_the_age_of_the_lake() -> None:
    # 884,736,000 * 0.083 + 1,440 files * 7,700 = 84,521,088 bytes a day * 365 / 2^30
    found = estimated()
    assert quantity(found, "events table") == near(28.7315)
    assert quantity(estimated(workload(age_days=730)), "events table") == near(57.463)


def test_quarantined_events_have_a_file_for_each_object_and_expire() -> None:
    # 1 in 100 of the 600 events of an object: 1 - 0.99^600 = 0.9976 of the objects have a file
    # 884,736,000 * 0.01 * 0.12 * 365 / 2^30 = 0.360901 GB
    found = estimated(workload(quarantined_share=0.01))
    assert quantity(found, "table files written") == near(43_200 * 1.9976)
    assert quantity(found, "quarantine table") == near(0.360901)


def test_lambda_bills_memory_by_duration() -> None:
    # An object of 614,400 bytes: 0.012 + 0.029 * 0.6144 = 0.0298176 s of a processor. 2,048 MB have
    # 2,048 / 1,769 = 1.15772: 0.0257555 s, and 0.1 s for S3. 43,200 * 0.1257555 = 5,432.64 s, and
    # 12 cold starts a day * 30 * 1.5 s = 540 s. 5,972.64 s * 2 GB = 11,945.3 GB-seconds
    # * $0.0000133334 = $0.15927. Storage: 5,376 - 512 MB = 4.75 GB * 5,972.64 s = 28,370.0
    found = estimated()
    assert quantity(found, "converter, invocations") == near(43_200)
    assert quantity(found, "converter, duration") == near(11_945.3)
    assert dollars(found, "converter, duration") == near(0.15927)
    assert quantity(found, "converter, ephemeral storage above 512 MB") == near(28_370.0)


def test_x86_has_its_own_price() -> None:
    # 11,945.3 GB-seconds * $0.0000166667
    assert dollars(estimated(architecture="x86_64"), "converter, duration") == near(0.199089)


def test_a_batching_window_puts_several_objects_into_an_invocation() -> None:
    # An object a minute: in a window of 300 s there are the first and 5 more. 43,200 / 6
    found = estimated(batch_size=10, batching_window_seconds=300)
    assert quantity(found, "converter, invocations") == near(7_200)
    without = estimated(batch_size=10)
    assert quantity(without, "converter, invocations") == near(43_200), "nothing waits for a batch"


def test_each_invocation_after_a_long_pause_is_a_cold_start() -> None:
    # An object each 512 s, longer than 300 s: 5,062.5 starts * 1.5 s of 2 GB.
    # An object of 5 MB: 0.012 + 0.029 * 5.24288 = 0.164044 s / 1.15772 + 0.1 = 0.241695 s * 5,062.5
    # (7,593.75 + 1,223.58) s * 2 GB = 17,634.7
    found = estimated(buffering_seconds=900)
    assert quantity(found, "converter, duration") == near(17_634.7)


def test_lambda_polls_an_empty_queue() -> None:
    # 5 connections * 3 requests a minute * 43,200 minutes = 648,000
    # (43,200 sent + 648,000 received + 43,200 deleted) * $0.40 / 1,000,000
    found = estimated()
    assert total(found, PriceKey.SQS) == near(734_400)
    assert sum(line.dollars for line in found.lines if line.usage.service == "SQS") == near(0.29376)


def test_athena_bills_the_columns_of_the_dates_that_a_query_reads() -> None:
    # 84,521,088 bytes a day * 30 * 0.35 = 887,471,424 bytes: 846.4 MB, billed as 847.
    # 847 MB * 1,500 queries / 2^20 MB = 1.21164 TB * $5
    found = estimated()
    assert quantity(found, "bytes scanned by queries") == near(1.21164)
    assert dollars(found, "bytes scanned by queries") == near(6.05822)


def test_athena_bills_10_mb_at_least() -> None:
    # 24 files of 8 KB a day are 2 MB in 30 days: 10 MB * 1,500 / 2^20 MB = 0.0143051 TB
    found = estimated(workload(events_per_day=24))
    assert quantity(found, "bytes scanned by queries") == near(0.0143051)


def test_queries_read_every_file_of_their_dates() -> None:
    # 1,500 queries * 30 dates * 1,440 files * 2 requests * $0.0004 / 1,000 = $51.84
    # Lists: 1,500 * 30 dates * 2 pages of 1,000 keys * $0.005 / 1,000 = $0.45
    found = estimated()
    assert dollars(found, "files read by queries") == near(51.84)
    assert dollars(found, "partitions listed by queries") == near(0.45)


def test_spark_runs_for_each_batching_window() -> None:
    # 100 objects take 6,000 s, so the window of 900 s applies: 96 runs a day and the scheduled one,
    # 2,910 a month. Processor time: 0.012 * 1,440 + 0.029 * 884.736 = 42.9373 s a day * 30 / 2,910
    # = 0.442653 s a run * 2 / 4 processors = 0.221327 s after 60 s.
    # 2,910 * 60.2213 s * 2 DPU / 3,600 = 97.3578 DPU-hours * $0.44 = $42.837
    found = estimated(engine="spark")
    assert quantity(found, "Spark converter") == near(97.3578)
    assert dollars(found, "Spark converter") == near(42.837)


def test_spark_reads_the_queue_in_tens_and_ends_with_an_empty_receive() -> None:
    # 43,200 / 10 = 4,320 receives and as many deletes, and an empty receive of 2,910 runs
    found = estimated(engine="spark")
    assert total(found, PriceKey.SQS) == near(43_200 + 4_320 + 2_910 + 4_320)


def test_eventbridge_bills_every_event_of_the_raw_bucket() -> None:
    # Objects of 72 KB do not move: created and expired, 2 * 43,200; with 360 KB 3 * 8,640
    item = "events of the raw bucket"
    assert quantity(estimated(engine="spark"), item) == near(86_400)
    assert quantity(estimated(engine="spark", buffering_seconds=300), item) == near(25_920)
    assert quantity(estimated(engine="spark", spark_start="schedule"), item) == 0


def test_crawlers_bill_ten_minutes_at_least() -> None:
    # 2 crawlers * 30 runs * 2 DPU * 10 minutes / 60 = 20 DPU-hours * $0.44
    # One list for each 1,000 of 1,440 * 365 files: 526 * 30 runs
    found = estimated(partition_discovery="crawler")
    assert dollars(found, "crawlers") == near(8.8)
    assert quantity(found, "files listed by crawlers") == near(15_780)
    assert quantity(estimated(partition_discovery="crawler", crawler_schedule=""), "crawlers") == 0


def test_daily_models_are_a_run_a_day() -> None:
    # 0.029 * 884.736 = 25.6573 s * 2 / 4 processors = 12.8287 s after 60 s.
    # 30 * 72.8287 s * 2 DPU / 3,600 = 1.21381 DPU-hours
    assert quantity(estimated(daily_models="models/user_profile"), "daily models") == near(1.21381)


def test_logs_are_billed_by_ingestion_and_by_storage() -> None:
    # 43,200 * (900 + 700 + 700) bytes / 2^30 = 0.0925362 GB * $0.50; 15 % of it is stored
    found = estimated(log_retention_days=90)
    assert quantity(found, "log lines") == near(0.0925362)
    assert dollars(found, "log lines") == near(0.0462681)
    assert quantity(found, "log storage") == near(0.0925362 * 0.15 * 3)


def test_monitoring_is_billed_by_metric_alarm_dashboard_and_email() -> None:
    # 20 * $0.30 + 12 * $0.10 + 1 * $0.50 + 1 * $3 + 100 * $2 / 100,000 = $10.702
    found = cloudwatch.monitoring_usages(
        Monitoring(metrics=20, alarms=12, composite_alarms=1, dashboards=1, emails=100)
    )
    assert sum(PRICES.by_key[usage.key].cost(usage.quantity) for usage in found) == near(10.702)


def test_a_customer_key_is_billed_with_its_requests() -> None:
    # SQS: a data key for each 300 s, 8,640 * (2 senders + 1 receiver) = 25,920. S3: 1 % of
    # 43,200 * 3 + 129,600,000 + 90,000 + 3,000 = 129,822,600. ($1 + 1,324,146 * $0.03 / 10,000)
    found = estimated(kms_key_arn="arn:aws:kms:eu-central-1:123456789012:key/1")
    assert quantity(found, "requests of S3, SQS and secrets") == near(1_324_146)
    assert sum(line.dollars for line in found.lines if line.usage.service == "KMS") == near(4.97244)
    assert not [line for line in estimated().lines if line.usage.service == "KMS"]


def test_a_contract_that_hashes_columns_has_a_secret() -> None:
    # Read by each of the 12 * 30 cold starts: $0.40 + 360 * $0.05 / 10,000
    found = estimated(hashes_columns=True)
    secrets = [line for line in found.lines if line.usage.service == "Secrets Manager"]
    assert sum(line.dollars for line in secrets) == near(0.4018)


def test_an_api_source_is_billed_by_run() -> None:
    # Every 5 minutes: 8,640 runs * 2 s * 1 GB = 17,280 GB-seconds; a read and a write of the state
    found = estimated(api_url="https://api.example/", api_secret_arn="arn:aws:…")
    assert quantity(found, "API source, duration") == near(17_280)
    assert quantity(found, "state of the API source read") == near(8_640)
    assert quantity(found, "polls of the API") == near(8_640)
    assert quantity(found, "secrets read") == near(8_640)


def test_a_canary_is_billed_by_run_and_query() -> None:
    # 43,200 runs: records of 5 KB are 216,000 KB / 2^20 = 0.205994 GB; 3 s * 0.25 GB = 32,400
    # GB-seconds; 10 MB * 43,200 / 2^20 = 0.411987 TB. Files of a day: 1,440 as before, since each
    # minute has an object anyway: 2 lists by the function and 2 by Athena. Of 20 minutes: 20 files,
    # 2 requests each, and the result: 41 * 43,200. Results of 30 days: 43,200 * 2 KB / 2^20 KB.
    without, found = estimated(), estimated(canary=True)
    item = "records in, in steps of 5 KB"
    assert quantity(found, item) - quantity(without, item) == near(0.205994)
    assert quantity(found, "canary, invocations") == near(43_200)
    assert quantity(found, "canary, duration") == near(32_400)
    assert quantity(found, "runs of the canary") == near(43_200)
    assert quantity(found, "bytes scanned by the canary") == near(0.411987)
    assert dollars(found, "bytes scanned by the canary") == near(2.05994)
    assert quantity(found, "files listed by the canary") == near(4 * 43_200)
    assert quantity(found, "files and results read by the canary") == near(41 * 43_200)
    assert quantity(found, "results of the canary written") == near(2 * 43_200)
    assert quantity(found, "results of the canary") == near(0.0823975)
    assert dollars(found, "metric of the canary") == near(0.30)
    # 43,200 * (900 + 700 + 600) bytes / 2^30
    assert quantity(found, "log lines") - quantity(without, "log lines") == near(0.0885129)


def test_the_canary_makes_an_object_a_minute_in_a_lake_without_traffic() -> None:
    quiet = workload(events_per_day=24)
    assert quantity(estimated(quiet), "raw objects written") == near(720)
    assert quantity(estimated(quiet, canary=True), "raw objects written") == near(43_200)


def test_the_total_is_the_sum_of_the_services() -> None:
    # Firehose 0.71686; S3 storage (36.0901 + 28.7315) * 0.023 = 1.49090 and results
    # 50 * 30 * 100 KB = 0.143051 GB * 0.023 = 0.00329; S3 requests 0.216 + 0.01728 + 0.216 + 0.45
    # + 51.84 + 0.015 = 52.75428; SQS 0.29376; Lambda 0.00864 + 0.15927 + 0.00088; Athena 6.05822;
    # CloudWatch 6 * 0.30 + 0.04627 + 0.0925362 * 0.15 * 0.03 = 1.84668, alarms over 11 metrics
    # 1.10, a composite alarm 0.50, a dashboard 3.00; SNS 0.002
    found = estimated()
    assert found.total == near(67.93472)
    assert sum(found.by_service().values()) == near(found.total)
