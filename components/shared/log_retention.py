"""Retention of log groups."""

from components.shared.whole_number import WholeNumber

_MONTHS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)
_YEARS = (1096, 1827, 2192, 2557, 2922, 3288, 3653)
LOG_RETENTION_DAYS = WholeNumber("log_retention_days", 30, _MONTHS + _YEARS)
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""
