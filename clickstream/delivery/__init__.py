"""Delivery of events to a Firehose stream, shared by the `clickstream` command and the API source.

The package imports no other package of the project. The API source's deployment package contains it
unchanged.
"""
