import pytest

from components.settings import SettingsError
from recorder import record_stack


def test_every_setting_that_is_not_allowed_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {"bufferingMb": "0", "runtime": "python2.7", "rawCompression": "zip", "versioning": "maybe"})
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
        ("kmsKeyArn", "my-key", "the ARN of a KMS key, or empty"),
        ("earliestEventDate", "01.01.2020", "an ISO 8601 date that is past"),
        ("earliestEventDate", "2999-01-01", "an ISO 8601 date that is past"),
        ("logRetentionDays", "8", "1, 3, 5, 7, 14"),
        ("timeoutSeconds", "soon", "1 to 900"),
        ("engine", "glue", "lambda, spark"),
        ("sparkStart", "never", "arrivals, schedule"),
        ("sparkSchedule", "cron(0 3 * * *)", "six fields as in cron(0 3 * * ? *)"),
        ("sparkSchedule", "rate(1 hour)", "six fields as in cron(0 3 * * ? *)"),
        ("sparkBatchSize", "101", "1 to 100"),
        ("sparkBatchingWindowSeconds", "901", "1 to 900"),
        ("sparkWorkerType", "Standard", "G.1X, G.2X, G.4X, G.8X"),
        ("sparkWorkers", "1", "2 to 299"),
        ("rawInfrequentAccessDays", "60", "less than rawExpirationDays, 60"),
    ],
)
def test_a_wrong_value_names_the_key_the_value_and_what_is_allowed(key: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {key: value})
    assert f"clickstream-lake:{key} is {value if key == 'rawInfrequentAccessDays' else repr(value)}; allowed: {allowed}" in str(error.value)


def test_a_short_protection_key_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError) as error:
        record_stack("dev", {"protectionKey": "hunter2"})
    assert "protectionKey" in str(error.value)
    assert "hunter2" not in str(error.value)
