-- athena: open-source Trino reads no view back from the emulator's catalog
-- columns: ["n"]
-- types: ["integer"]
-- row: ["2"]
CREATE VIEW one AS SELECT 1 AS n;
CREATE OR REPLACE VIEW one AS SELECT 2 AS n;
SELECT n FROM one
