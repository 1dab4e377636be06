"""An HTTP API as a source of events: fetch its pages, put its items on the delivery stream.

`handler` is Lambda's entry. Below it nothing knows of Lambda: `poll` is one run, `fetch` asks (and
`guard` says whom it may ask), `paging` finds items and the next page in an answer, `documents` is
JSON without losing a digit, `send` puts records, `state` keeps the validators of conditional
requests.
"""
