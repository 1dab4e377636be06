"""The converter: raw JSON objects in, Parquet by event date out.

`handler` is all that knows of Lambda; `objects` is all that knows of S3. `unpack`, `decode`, `cast` and `convert` are
pure: bytes and a contract in, two Polars frames out.
"""
