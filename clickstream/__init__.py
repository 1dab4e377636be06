"""Code that the `clickstream` command, the functions and the jobs share."""
