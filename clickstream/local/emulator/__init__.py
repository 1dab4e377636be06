"""Emulator of AWS: MiniStack in a process of its own, patched for Athena SQL and Firehose.

`server` is the process; `athena` and `firehose` patch MiniStack's services.
"""
