-- columns: ["_col0"]
-- types: ["uuid"]
-- row: ["12151fd2-7586-11e9-8f9e-2a86e4085a59"]
SELECT cast('12151fd2-7586-11e9-8f9e-2a86e4085a59' AS uuid)
