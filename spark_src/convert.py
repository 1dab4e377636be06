"""Entry script of the Spark converter's Glue job; the package `clickstream_spark` has the code."""

import sys

from clickstream_spark.main import main

if __name__ == "__main__":
    main(sys.argv[1:])
