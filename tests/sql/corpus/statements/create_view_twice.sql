-- athena: open-source Trino reads no view back from the emulator's catalog
-- error: TABLE_ALREADY_EXISTS
-- message: line 1:1: View already exists: 'awsdatacatalog.lake.one'
CREATE VIEW one AS SELECT 1 AS n;
CREATE VIEW one AS SELECT 2 AS n
