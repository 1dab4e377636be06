"""Tools of the repository: nothing here is deployed or installed."""
