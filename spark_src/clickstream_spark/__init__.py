"""The Spark engine: raw JSON objects in, Parquet by event date out, as the converter does it and under the same names.

`main` runs rounds: it takes objects from `work` (a queue, or a range of arrival dates) and has
Spark convert them: `read` makes texts of an object on a worker, `casts` and `judge` are Spark SQL
over them, `write` puts the files where they belong.
"""
