"""Doctor: checks of a deployed stack, in the order in which an event travels."""
