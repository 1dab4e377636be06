"""The `clickstream` command: runs a local stack, sends events, queries the lake, converts again.

`main` assembles the application. `commands` has one module per command. The modules beside it are
shared by the commands: `target` (the pipeline that a command uses), `athena` (SQL queries),
`events` (events to send), `glue_jobs` and `glue_crawlers` (runs on Glue), `spark_runs` (runs of the
Spark converter), `missing_objects` and `object_notifications` (raw objects without output),
`reconciliation` (comparison of sent and found events), `output` and `errors`.
"""
