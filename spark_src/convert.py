"""What Glue starts: the whole job is in the package, which comes as an archive beside this script."""

import sys

from clickstream_spark.main import main

if __name__ == "__main__":
    main(sys.argv[1:])
