"""Prompt of `clickstream sql`: `session` is its loop, `commands` runs its commands."""
