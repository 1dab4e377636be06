"""Monthly cost of a stack, estimated from its settings and a workload.

`settings` reads the settings, `workload` computes records, objects and files of a day, `services`
the billed quantities of a month, `prices` the dollars. Pure functions, without AWS and Pulumi.
"""
