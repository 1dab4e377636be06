"""The converter: raw JSON objects in, Parquet by event date out.

`handler` is all that knows of Lambda; `objects` is all that knows of S3. Below them an object is a stream: `unpack` makes
bytes of it, `texts` (with `decode`) frames of texts, `convert` (with `cast`) rows and quarantined lines, `files` Parquet.
"""
