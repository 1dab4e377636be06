"""The `clickstream` command: a local stack, events in, queries out.

`main` is the entry; one module per command renders what the plain modules beside it do: `sender` and `events` put
events on the delivery stream, `athena` runs SQL, `account` checks that nothing is missing or doubled, and `target`
says which deployed pipeline all of them work on.
"""
