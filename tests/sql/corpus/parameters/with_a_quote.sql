-- parameter: 'it''s'
-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["it's!"]
SELECT ? || '!'
