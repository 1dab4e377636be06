-- athena: Athena takes a semicolon at the end; Trino's clients remove it
-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["1"]
SELECT 1;
