-- columns: ["_col0"]
-- types: ["varchar(4)"]
-- row: ["it's"]
SELECT 'it''s'
