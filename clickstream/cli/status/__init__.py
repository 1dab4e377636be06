"""Status of a stack: facts that AWS gives, problems that follow from them, and their report."""
