-- athena: open-source Trino reads no view back from the emulator's catalog
-- columns: ["n"]
-- types: ["integer"]
-- row: ["2"]
CREATE VIEW one AS SELECT 1 AS n;
CREATE VIEW two AS SELECT n + 1 AS n FROM one;
SELECT n FROM two
