-- error: CATALOG_NOT_FOUND
-- message: line 1:15: Catalog 'nothing' does not exist
SELECT * FROM nothing.lake.events
