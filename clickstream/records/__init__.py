"""Records of raw objects: the reader that both engines share. It needs neither Polars nor PySpark."""
