-- columns: ["_col0"]
-- types: ["double"]
-- row: ["2.718282"]
SELECT round(e(), 6)
