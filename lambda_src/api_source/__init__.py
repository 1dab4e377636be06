"""API source: Lambda function that polls an HTTP API and sends its items to the delivery stream.

`handler` is the entry point; no other module depends on Lambda. `poll` is one run. `paging`
finds the items and the next page in a response. `fetch` requests a page, and `ssrf_guard` checks
the addresses that it connects to. `send` sends the items. `state` stores the validators of
conditional requests. `lossless_json` reads and writes JSON without changing numbers.
"""
