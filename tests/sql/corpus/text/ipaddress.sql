-- columns: ["_col0", "_col1"]
-- types: ["ipaddress", "boolean"]
-- row: ["192.0.2.1", "true"]
SELECT cast('192.0.2.1' AS ipaddress), contains('10.0.0.0/8', cast('10.1.2.3' AS ipaddress))
