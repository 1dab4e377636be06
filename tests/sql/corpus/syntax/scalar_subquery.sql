-- columns: ["most"]
-- types: ["bigint"]
-- row: ["3"]
SELECT (SELECT max(quantity) FROM events WHERE year = '2026') AS most
