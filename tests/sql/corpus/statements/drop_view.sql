-- athena: open-source Trino reads no view back from the emulator's catalog
-- columns: []
-- types: []
CREATE VIEW one AS SELECT 1 AS n;
DROP VIEW one
