import json

import pytest

from stack.config_reader import SettingsError
from tests.unit.recorder import record_stack

ALIAS = "arn:aws:kms:eu-central-1:123456789012:alias/lake"


def test_every_setting_that_is_not_allowed_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        record_stack(
            "dev",
            {
                "bufferingMb": "0",
                "runtime": "python2.7",
                "rawCompression": "zip",
                "versioning": "maybe",
            },
        )
    lines = str(error.value).splitlines()
    assert lines[1:] == [
        "clickstream-lake:versioning is 'maybe'; allowed: true, false",
        "clickstream-lake:bufferingMb is '0'; allowed: 1 to 128",
        "clickstream-lake:rawCompression is 'zip'; allowed: gzip, none",
        "clickstream-lake:runtime is 'python2.7'; allowed: python3.11, python3.12, python3.13, python3.14",
    ]


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("kmsKeyArn", "my-key", "empty, or the ARN of a KMS key, such as arn:aws:kms:"),
        ("kmsKeyArn", "arn:x", "empty, or the ARN of a KMS key, such as arn:aws:kms:"),
        (
            "formerKmsKeyArns",
            "arn:aws:kms:eu-central-1:123456789012:key/k",
            "a JSON array of ARNs of KMS keys",
        ),
        ("formerKmsKeyArns", "[1]", "a JSON array of ARNs of KMS keys"),
        ("earliestEventDate", "01.01.2020", "an ISO 8601 date that is past"),
        ("earliestEventDate", "2999-01-01", "an ISO 8601 date that is past"),
        ("alarmEmails", "ada@example.com", "a JSON array of e-mail addresses"),
        (
            "alarmEmails",
            '["ada"]',
            'a JSON array of e-mail addresses, each once, such as ["lake@example.com"]',
        ),
        ("alarmEmails", '["a@b.de", "a@b.de"]', "a JSON array of e-mail addresses, each once"),
        ("alarmEmails", "[1]", "a JSON array of e-mail addresses"),
        ("deliveryLateMinutes", "0", "1 to 1440"),
        ("queueAgeMinutes", "10081", "1 to 10080"),
        ("quarantinedPercent", "100", "1 to 99"),
        ("silenceMinutes", "-1", "0 to 1440"),
        ("silenceMinutes", "--1", "0 to 1440"),
        ("canaryLagMinutes", "0", "1 to 1440"),
        ("logRetentionDays", "8", "1, 3, 5, 7, 14"),
        ("timeoutSeconds", "soon", "1 to 900"),
        ("maxEventMb", "65", "1 to 64"),
        ("firehosePartition", "hour", "arrival, event"),
        ("partitionDiscovery", "metastore", "projection, crawler"),
        ("crawlerSchedule", "every day", "six fields in UTC, such as cron(0 1 * * ? *), or empty"),
        ("crawlerSchedule", "cron(0 1 * * *)", "six fields in UTC"),
        ("dailyModelsSchedule", "rate(1 day)", "six fields in UTC, such as cron(0 1 * * ? *)"),
        ("engine", "glue", "lambda, spark, firehose"),
        ("sparkStart", "never", "arrivals, schedule"),
        ("sparkSchedule", "cron(0 3 * * *)", "six fields in UTC, such as cron(0 1 * * ? *)"),
        ("sparkSchedule", "rate(1 hour)", "six fields in UTC, such as cron(0 1 * * ? *)"),
        ("sparkBatchSize", "101", "1 to 100"),
        ("sparkBatchingWindowSeconds", "901", "1 to 900"),
        ("sparkWorkerType", "Standard", "G.1X, G.2X, G.4X, G.8X"),
        ("sparkWorkers", "1", "2 to 299"),
        ("rawInfrequentAccessDays", "60", "less than rawExpirationDays, 60"),
    ],
)
def test_a_wrong_value_names_the_key_the_value_and_what_is_allowed(
    key: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {key: value})
    assert (
        f"clickstream-lake:{key} is {value if key == 'rawInfrequentAccessDays' else repr(value)}; allowed: {allowed}"
        in str(error.value)
    )


@pytest.mark.parametrize(
    ("key", "value"), [("kmsKeyArn", ALIAS), ("formerKmsKeyArns", json.dumps([ALIAS]))]
)
def test_an_alias_is_refused_with_the_reason_and_the_command_that_gives_the_keys_arn(
    key: str, value: str
) -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {key: value})
    assert f"clickstream-lake:{key} is {ALIAS!r}; allowed: " in str(error.value)
    assert "IAM and S3 compare key ARNs" in str(error.value)
    assert "aws kms describe-key --key-id alias/lake --query KeyMetadata.Arn" in str(error.value)


def test_a_batch_that_may_not_fit_into_the_timeout_is_refused() -> None:
    with pytest.raises(
        SettingsError,
        match="timeoutSeconds is 120; allowed: 1124 or more, for batchSize objects of maxObjectMb at memoryMb",
    ):
        record_stack("dev", {"batchSize": "10"})
    with pytest.raises(SettingsError, match="timeoutSeconds is 120; allowed: 1554 or more"):
        record_stack("dev", {"batchSize": "4", "memoryMb": "512"})


def test_an_object_that_the_functions_storage_has_no_room_for_is_refused_by_name() -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {"maxObjectMb": "999", "timeoutSeconds": "300"})
    assert str(error.value).splitlines()[1:] == [
        "clickstream-lake:maxObjectMb is 999; allowed: 1 to 998, for the 10240 MB of storage that a function may have; the engine spark takes larger objects"
    ]
    assert record_stack("dev", {"maxObjectMb": "998", "timeoutSeconds": "300"}).one(
        "Function"
    ).inputs["ephemeralStorage"] == {"size": 10236}
    assert record_stack("spark", {"maxObjectMb": "999"}).one("Job"), (
        "Glue's workers have disks of their own"
    )


def test_what_firehose_does_not_take_with_a_conversion_is_told_all_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {"engine": "firehose", "bufferingSeconds": "30"})
    assert str(error.value).splitlines()[1:] == [
        "clickstream-lake:bufferingMb is 5; allowed: 64 to 128, with engine firehose",
        "clickstream-lake:bufferingSeconds is 30; allowed: 60 to 900, with engine firehose",
        "clickstream-lake:parquetCompression is 'zstd'; allowed: snappy, with engine firehose",
    ]


@pytest.mark.parametrize(
    ("beside", "reason"),
    [
        ({"engine": "spark", "sparkStart": "schedule"}, "with sparkStart schedule: events can be"),
        ({"partitionDiscovery": "crawler"}, "with partitionDiscovery crawler: events can be"),
        (
            {"contract": "contracts/user_profiles.odcs.yaml"},
            "with contracts/user_profiles.odcs.yaml: no column has the custom property eventType",
        ),
    ],
)
def test_a_canary_that_could_not_be_queried_or_told_apart_is_refused(
    beside: dict[str, str], reason: str
) -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {"canary": "true", **beside})
    assert f"clickstream-lake:canary is 'true'; allowed: false, {reason}" in str(error.value)
    assert record_stack("dev", beside).resources, "without a canary the settings are allowed"


def test_a_canary_and_the_alarm_of_silence_exclude_each_other() -> None:
    record_stack("dev", {"silenceMinutes": "30"})
    with pytest.raises(SettingsError, match="silenceMinutes is 30; allowed: 0, with canary: the"):
        record_stack("dev", {"canary": "true", "silenceMinutes": "30"})


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"engine": "spark"},
        {"engine": "firehose", "bufferingMb": "64", "parquetCompression": "snappy"},
        {"contract": "contracts/ga4.odcs.yaml"},
    ],
)
def test_a_canary_is_a_function_of_each_engine_whose_rows_come_within_the_hour(
    beside: dict[str, str],
) -> None:
    recorder = record_stack("dev", {"canary": "true", **beside})
    assert recorder.outputs["canary_function"] == "canary"
    assert recorder.one("Schedule").name == "canary"


def test_a_short_protection_key_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {"protectionKey": "hunter2"})
    assert "protectionKey" in str(error.value)
    assert "hunter2" not in str(error.value)


def test_without_an_address_there_is_no_api_source() -> None:
    recorder = record_stack("dev", {"apiPaging": "page"})
    assert not recorder.of("ApiSource")
    assert not recorder.of("Schedule")


def test_wrong_settings_of_the_api_are_named_at_once_by_their_own_keys() -> None:
    wrong = {
        "apiUrl": "http://api.example/",
        "apiHeaders": "Accept: all",
        "apiPaging": "next",
        "apiRate": "often",
        "apiImageDigest": "latest",
        "apiMaxPages": "0",
    }
    with pytest.raises(SettingsError) as error:
        record_stack("dev", wrong)
    said = [
        line.removeprefix("clickstream-lake:").partition(" ")[0]
        for line in str(error.value).splitlines()[1:]
    ]
    assert said == [
        "apiHeaders",
        "apiMaxPages",
        "apiUrl",
        "apiNextPath",
        "apiRate",
        "apiImageDigest",
    ]
    assert (
        'apiHeaders is \'Accept: all\'; allowed: a JSON object of strings, such as {"Accept": "application/json"}'
        in str(error.value)
    )


def test_an_image_without_a_digest_has_a_repository_to_push_to() -> None:
    outputs = record_stack("api", {"apiPackaging": "image"}).outputs
    assert "api_source_repository_url" in outputs
    assert "api_source_function" not in outputs
