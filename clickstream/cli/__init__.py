"""The `clickstream` command: a local stack, events in, queries out.

`main` is the entry; one module per command renders what plain modules do: `events` reads or makes
events, `clickstream.delivery.sender` puts them on the delivery stream, `athena` runs SQL, `account`
checks that nothing is missing or doubled, and `target` says which deployed pipeline all of them
work on.
"""
