-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["415A", "AZ"]
SELECT to_hex(to_utf8('AZ')), from_utf8(from_hex('415A'))
