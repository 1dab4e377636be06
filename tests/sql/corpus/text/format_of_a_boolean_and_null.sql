-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["true null"]
SELECT format('%s %s', true, NULL)
