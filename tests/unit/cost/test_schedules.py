"""Runs of schedules in a month of 30 days."""

import pytest

from clickstream.cost.schedules import ScheduleError, cron_runs, rate_runs


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [
        ("cron(0 3 * * ? *)", 30),
        ("cron(0/15 * * * ? *)", 4 * 24 * 30),
        ("cron(0 */6 * * ? *)", 4 * 30),
        ("cron(0,30 8-18 * * ? *)", 2 * 11 * 30),
        ("cron(0 3 ? * MON-FRI *)", 30 * 5 / 7),
        ("cron(0 3 ? * 1 *)", 30 / 7),
        ("cron(0 3 1 * ? *)", 1),
        ("cron(0 3 L * ? *)", 1),
        ("cron(0 3 1,15 * ? *)", 2),
    ],
)
def test_the_runs_of_a_cron_expression(schedule: str, runs: float) -> None:
    assert cron_runs(schedule) == pytest.approx(runs)


@pytest.mark.parametrize(
    ("rate", "runs"),
    [("rate(1 minute)", 43_200), ("rate(5 minutes)", 8_640), ("rate(2 days)", 15)],
)
def test_the_runs_of_a_rate(rate: str, runs: float) -> None:
    assert rate_runs(rate) == runs


@pytest.mark.parametrize("text", ["", "rate(0 minutes)", "rate(1 week)", "cron(0 3 * * ? *)"])
def test_a_text_that_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ScheduleError, match="cannot be read; allowed: rate"):
        rate_runs(text)


@pytest.mark.parametrize("text", ["", "cron(0 3 * * ?)", "rate(1 day)", "cron(x 3 * * ? *)"])
def test_a_text_that_is_no_cron_expression_is_refused(text: str) -> None:
    with pytest.raises(ScheduleError, match="allowed: "):
        cron_runs(text)
