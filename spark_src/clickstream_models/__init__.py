"""The daily models on Spark: one day's events in, one partition of each model's table out."""
