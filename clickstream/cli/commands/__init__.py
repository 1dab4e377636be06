"""Commands of `clickstream`, one module per command or group of commands."""
