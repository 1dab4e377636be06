"""Generator of sample events: visitors of a shop, whose visits become events of a contract.

`rhythm` spreads the visits over days and hours, `visitors` and `visits` say who comes and what they
do, `story` puts their actions in the order of time, `columns` and `lines` write them as events of a
contract, and `faults` damages a share of them. `generate` joins these parts.
"""
