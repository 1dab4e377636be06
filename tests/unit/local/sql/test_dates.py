import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.conftest import Athena


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("date_diff('day', timestamp '2025-11-26 13:00:00', timestamp '2025-11-28 12:00:00')", "1"),
        ("date_diff('day', date '2025-11-26', timestamp '2025-11-28 12:00:00')", "2"),
        (
            "date_diff('hour', timestamp '2025-11-26 13:59:00', timestamp '2025-11-26 14:01:00')",
            "0",
        ),
        ("date_diff('month', date '2025-01-31', date '2025-02-28')", "1"),
        ("date_diff('week', date '2025-11-26', date '2025-12-09')", "1"),
        ("cast(event_time AS varchar)", "2025-11-26 13:05:09.123"),
        ("cast(timestamp '2026-11-01 10:00:00' AS varchar)", "2026-11-01 10:00:00"),
        ("cast(cast('2026-11-01 10:00:00' AS timestamp) AS varchar)", "2026-11-01 10:00:00.000"),
        ("cast(date_trunc('hour', event_time) AS varchar)", "2025-11-26 13:00:00.000"),
        ("cast(date '2026-11-01' AS varchar)", "2026-11-01"),
        ("cast(from_unixtime(0) AS varchar)", "1970-01-01 00:00:00.000 UTC"),
        (
            "cast(at_timezone(from_unixtime(0), 'Europe/Paris') AS varchar)",
            "1970-01-01 01:00:00.000 Europe/Paris",
        ),
        (
            "cast(with_timezone(event_time, 'Europe/Paris') AS varchar)",
            "2025-11-26 13:05:09.123 Europe/Paris",
        ),
        ("with_timezone(event_time, 'Europe/Paris')", "2025-11-26 13:05:09.123 Europe/Paris"),
        ("sequence(date '2025-11-01', date '2025-11-03')", "[2025-11-01, 2025-11-02, 2025-11-03]"),
        (
            "sequence(date '2025-11-01', date '2026-01-01', interval '1' month)",
            "[2025-11-01, 2025-12-01, 2026-01-01]",
        ),
        ("sequence(1, 3)", "[1, 2, 3]"),
        ("sequence(3, 1)", "[3, 2, 1]"),
        ("sequence(1, 10, 4)", "[1, 5, 9]"),
        ("millisecond(event_time)", "123"),
        ("second(event_time)", "9"),
        ("date_format(event_time, '%v %x')", "48 2025"),
        (
            "date_format(event_time, '%Y-%m-%d %T %r %c/%e %k %l %f %j %p %%')",
            "2025-11-26 13:05:09 01:05:09 PM 11/26 13 1 123000 330 PM %",
        ),
        (
            "date_format(event_time, '%a %b %W %M %y %h %I %i %s %S')",
            "Wed Nov Wednesday November 25 01 01 05 09 09",
        ),
        ("date_parse('2025-11-26 13:05', '%Y-%m-%d %H:%i')", "2025-11-26 13:05:00.000"),
        ("to_iso8601(date '2025-11-26')", "2025-11-26"),
        ("to_iso8601(from_unixtime(0))", "1970-01-01T00:00:00.000Z"),
        ("date '2025-11-28' - date '2025-11-26'", "2 00:00:00.000"),
        ("event_time - timestamp '2025-11-26 12:00:00'", "0 01:05:09.123"),
        ("date '2025-01-31' + interval '1' month", "2025-02-28"),
        ("date_add('month', 1, date '2025-01-31')", "2025-02-28"),
        ("date_add('hour', 1, event_time)", "2025-11-26 14:05:09.123"),
        ("last_day_of_month(date '2025-02-03')", "2025-02-28"),
        ("date_trunc('week', date '2025-11-26')", "2025-11-24"),
        ("date_trunc('quarter', event_time)", "2025-10-01 00:00:00.000"),
        ("week(event_time)", "48"),
        ("year_of_week(date '2027-01-01')", "2026"),
        ("extract(day_of_month FROM event_time)", "26"),
        ("extract(yow FROM date '2027-01-01')", "2026"),
        ("extract(hour FROM event_time)", "13"),
        ("day_of_year(event_time)", "330"),
        ("to_unixtime(timestamp '1970-01-01 00:00:01.500')", "1.5"),
        ("from_unixtime(1.5e0)", "1970-01-01 00:00:01.500 UTC"),
        ("from_unixtime(1700000000.1234567e0)", "2023-11-14 22:13:20.123 UTC"),
        ("from_iso8601_date('2025-11-26')", "2025-11-26"),
        ("cast('2025-11-26' AS date)", "2025-11-26"),
        ("try_cast('2025-11-26 10:00:00' AS date)", None),
        ("try_cast('2025-11-26T10:00:00' AS timestamp)", None),
        ("cast('2025-11-26 10:00' AS timestamp)", "2025-11-26 10:00:00.000"),
        ("cast(event_time AS date)", "2025-11-26"),
        ("date(event_time)", "2025-11-26"),
        ("time '10:05:00'", "10:05:00.000"),
        ("try(from_iso8601_timestamp('2026-11-01T10:00:00Z'))", "2026-11-01 10:00:00.000 UTC"),
        ("hour(from_unixtime(3600))", "1"),
        ("year(date '2025-11-26')", "2025"),
        ("quarter(event_time)", "4"),
        (
            "cast(at_timezone(from_iso8601_timestamp('2026-11-01T10:00:00+02:00'), 'UTC') AS timestamp)",
            "2026-11-01 08:00:00.000",
        ),
        ("from_iso8601_timestamp('2026-11-01')", "2026-11-01 00:00:00.000 UTC"),
        ("date '2025-11-26' + quantity * interval '1' day", "2025-12-03"),
        ("2 * interval '7' month", "1-2"),
        ("interval '1-2' year TO month", "1-2"),
        ("interval '-1 02' day TO hour", "-1 02:00:00.000"),
        ("typeof(interval '1' month)", "interval year to month"),
        ("from_iso8601_date('2026-11')", "2026-11-01"),
        ("from_iso8601_timestamp('2026-11-01T10Z')", "2026-11-01 10:00:00.000 UTC"),
        (
            "timestamp '2026-11-01 10:00:00 +02:00' AT TIME ZONE 'UTC'",
            "2026-11-01 08:00:00.000 UTC",
        ),
        ("format_datetime(event_time, 'EEE d MMM yyyy')", "Wed 26 Nov 2025"),
    ],
)
def test_dates_are_those_of_athena(athena: Athena, expression: str, text: str | None) -> None:
    assert athena(expression) == text, "Trino gives this value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("date(day) IS NULL", "INVALID_CAST_ARGUMENT"),
        ("cast('2025-11-26 10:00:00' AS date)", "INVALID_CAST_ARGUMENT"),
        ("date_format(event_time, '%u')", "%u not supported in date format string"),
        ("interval '1' year TO month", "'1' is not a valid INTERVAL literal"),
        ("from_iso8601_date('2026-1')", 'Invalid format: "2026-1"'),
        ("date_trunc(day, event_time)", "a text in quotes locally, such as 'day'"),
        ("date_diff('days', event_time, event_time)", "'days' is not a valid TIMESTAMP field"),
        ("date_add('hour', 1, date '2025-11-26')", "'hour' is not a valid DATE field"),
        ("date '2025-11-26' + interval '1' hour", "Cannot add hour, minutes or seconds to a date"),
    ],
)
def test_dates_that_fail_on_athena_or_differ_locally_are_refused(
    athena: Athena, expression: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError, duckdb.Error)) as refused:
        athena(expression)
    assert reason in str(refused.value), "the message names the cause"
