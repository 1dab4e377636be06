-- error: SCHEMA_NOT_FOUND
-- message: line 1:15: Schema 'shop' does not exist
SELECT * FROM shop.events
