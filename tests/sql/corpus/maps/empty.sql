-- columns: ["_col0"]
-- types: ["map(unknown, unknown)"]
-- row: ["{}"]
SELECT MAP()
