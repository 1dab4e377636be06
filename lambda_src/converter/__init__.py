"""The converter: raw JSON objects in, Parquet by event date out.

`handler` is all that knows of Lambda; `objects` is all that knows of S3, and `naming` gives the
files their names. Below them an object is a stream: `unpack` makes bytes of it; `stretches` frames
of events, with `plain` the fast way and `exact`, over `decode`, the exact one; `convert`, with
`cast`, rows and quarantined lines; `files`, with `spool`, Parquet, in a directory of `scratch`.
"""

import os

# Polars' allocator reads it when Polars is first imported: one arena for all threads keeps a little
# less memory, at the same speed.
os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
