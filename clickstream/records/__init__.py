"""Reader of raw objects that both engines share: bytes to events, on msgspec alone.

It needs neither Polars nor PySpark. Modules, from the bytes to the events:

* `unpack`: gzip or plain bytes to plain bytes
* `chunks`: the text of an object to events, in chunks of bounded size
* `events`: a text to events, by `structs`, `members`, `lines` and `arrays`
* `structs`: events of the types of the contract, by structs that are compiled from it
* `members`: any event, member by member
* `lines`: lines that are not one event each, over `decode`, which finds JSON values in text
* `arrays`: arrays of events, and events one after the other on a line
* `shape`: the members of an event that the contract reads, which `structs` and `members` follow
* `values`: values of nested and exact types
* `batch`: the events, column by column
* `faults`: invalid records; `dates`: the limit on the event dates of one object
* `naming`: names of the output files, and the arrival date of a raw object
"""
