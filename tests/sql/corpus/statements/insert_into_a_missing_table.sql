-- error: TABLE_NOT_FOUND
-- message: Table 'awsdatacatalog.lake.nothing' does not exist
INSERT INTO nothing SELECT 1
