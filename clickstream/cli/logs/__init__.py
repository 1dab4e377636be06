"""Log lines of a stack, from all of its log groups."""
