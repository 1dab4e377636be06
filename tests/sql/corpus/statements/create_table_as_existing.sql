-- error: TABLE_ALREADY_EXISTS
-- message: line 1:1: Destination table 'awsdatacatalog.lake.events' already exists
CREATE TABLE events AS SELECT 1 AS n
