-- error: GENERIC_USER_ERROR
-- message: line 1:1: View 'awsdatacatalog.lake.nothing' does not exist
DROP VIEW nothing
