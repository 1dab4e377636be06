-- athena: open-source Trino reads no view back from the emulator's catalog
-- error: TABLE_NOT_FOUND
-- message: line 1:15: Table 'awsdatacatalog.lake.one' does not exist
CREATE VIEW one AS SELECT 1 AS n;
DROP VIEW one;
SELECT n FROM one
