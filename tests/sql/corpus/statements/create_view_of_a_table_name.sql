-- error: TABLE_ALREADY_EXISTS
-- message: line 1:1: Table already exists: 'awsdatacatalog.lake.events'
CREATE VIEW events AS SELECT 1 AS n
