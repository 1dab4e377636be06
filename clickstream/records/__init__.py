"""Reader of raw objects that both engines share: bytes to JSON records.

It needs neither Polars nor PySpark. Modules, from the bytes to the records:

* `unpack`: gzip or plain bytes to plain bytes
* `decode`: JSON text to `JsonRecord`s
* `exact`: bytes to rows of texts, in chunks of bounded size, over `decode`
* `naming`: names of the output files, and the arrival date of a raw object
"""
