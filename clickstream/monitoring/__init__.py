"""Metrics and alarms of a stack, as data for its components and for the `clickstream` command."""
