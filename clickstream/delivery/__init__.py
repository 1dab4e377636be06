"""Events onto a delivery stream: what the `clickstream` command and the API source share.

It imports nothing of ours, and goes into the API source's package as it lies here.
"""
