-- error: GENERIC_USER_ERROR
-- message: line 1:1: View 'awsdatacatalog.lake.events' does not exist, but a table with that name exists. Did you mean DROP TABLE awsdatacatalog.lake.events?
DROP VIEW events
