"""Emulator of AWS: MiniStack in a process of its own, with patched services.

`server` is the process. `athena`, `crawlers`, `firehose`, `logs`, `message_moves` and `metrics`
patch MiniStack's services.
"""
