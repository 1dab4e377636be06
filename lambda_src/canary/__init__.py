"""Canary: Lambda function that sends one event a minute, and measures when it can be queried.

`handler` is the entry point; no other module depends on Lambda. `lag` computes lag and missing
events from the times of the canary events that are rows. `find` finds these rows, by the SQL of
`statement`, which `athena` runs. `settings` holds the function's settings.
"""
