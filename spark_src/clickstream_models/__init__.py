"""Daily models, run by a Glue job: the events of a day in, one partition of each table out.

`run` has the code; the entry script is `spark_src/daily_models.py`.
"""
