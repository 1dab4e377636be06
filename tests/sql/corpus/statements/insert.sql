-- athena: open-source Trino creates no table in the emulator's catalog
-- columns: ["n"]
-- types: ["integer"]
-- row: ["1"]
-- row: ["2"]
CREATE TABLE copies AS SELECT 1 AS n;
INSERT INTO copies VALUES 2;
SELECT n FROM copies ORDER BY n
