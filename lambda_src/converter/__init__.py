"""The converter: raw JSON objects in, Parquet by event date out.

`handler` is all that knows of Lambda; `objects` is all that knows of S3. Below them an object is a stream: `unpack` makes
bytes of it; `stretches` frames of events, with `plain` the fast way and `exact`, over `decode`, the exact one; `convert`, with `cast`,
rows and quarantined lines; `files`, with `spool`, Parquet.
"""

import ctypes
import os
import sys

# Polars' allocator reads it when Polars is first imported: one arena for all threads keeps about a tenth less memory, at the same speed.
os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")

M_MMAP_THRESHOLD, LARGE = -3, 1 << 17  # https://man7.org/linux/man-pages/man3/mallopt.3.html
if sys.platform == "linux":
    # Blocks of this size go back to the system when they are freed. Else glibc raises the bound as they come, keeps the pieces of
    # every chunk in its heaps, and memory grows with the object: 416 MB were 308 MB so, for an object of 700 MB.
    ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)
