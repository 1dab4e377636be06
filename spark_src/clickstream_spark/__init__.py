"""What the Spark scripts share. Standard library and PySpark only: this is all that Glue has."""
