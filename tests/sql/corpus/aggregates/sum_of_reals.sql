-- columns: ["_col0"]
-- types: ["real"]
-- row: ["0.75"]
SELECT sum(cast(n AS real)) FROM (VALUES 0.5, 0.25) AS t (n)
