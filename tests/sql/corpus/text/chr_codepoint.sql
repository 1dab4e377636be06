-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(1)", "integer", "varchar(1)"]
-- row: ["A", "65", "東"]
SELECT chr(65), codepoint('A'), chr(26481)
