"""Spark converter: JSON objects of the raw zone in, Parquet by event date out, as a Glue job.

It follows the rules of the Lambda converter, and writes the same rows under the same names. A run
of the job converts raw objects in rounds. A round is one Spark job over up to a thousand objects.

Modules, in the order of a run:

* `main`: rounds until the queue is empty, or a range of arrival dates is converted; `settings`:
  the arguments of the job
* `object_queue`: raw objects of the SQS queue; `arrivals`: raw objects by arrival date
* `convert`: conversion of one round; the other modules are its steps
* `read`: on the workers, bytes to rows; `rows`: these rows as Arrow record batches
* `cast`, `validate`, `complete`: Spark SQL over these rows
* `write`: on the workers, rows to Parquet files in the lake
* `columns`, `report`, `arrow`: columns of the intermediate rows, results per object, types of Arrow
* `telemetry`: log and metrics
"""
