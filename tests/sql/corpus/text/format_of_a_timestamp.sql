-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026-11-01 10:05:00"]
SELECT format('%1$tF %1$tT', timestamp '2026-11-01 10:05:00')
