-- columns: ["_col0"]
-- types: ["varchar(7)"]
-- row: ["run"]
SELECT word_stem('running')
