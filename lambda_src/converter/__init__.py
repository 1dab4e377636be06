"""Lambda converter: JSON objects of the raw zone in, Parquet by event date out.

Modules, from the Lambda event down to the files:

* `handler`: SQS messages with S3 notifications in, partial-batch response out
* `settings`: settings of the function, from its environment
* `objects`: conversion of one raw object, from S3 to S3
* `read`: events that `clickstream.records` has read to frames, with casts of `cast`
* `convert`: events to table rows and quarantined lines, chunk by chunk, over `validate`, `dates`
  and `complete`
* `write`: rows to one Parquet file per event date, over `spill`, in a directory of `scratch`

`prefetch` overlaps these steps in threads.
"""

import os

# Polars' allocator reads the variable when Polars is first imported. One arena for all threads
# keeps slightly less memory, at the same speed.
os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
