-- columns: ["_col0"]
-- types: ["INTERVAL DAY TO SECOND"]
-- row: ["1 00:00:00.000"]
SELECT sum(interval '1' day)
