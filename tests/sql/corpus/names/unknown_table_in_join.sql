-- error: TABLE_NOT_FOUND
-- message: line 1:34: Table 'awsdatacatalog.lake.visits' does not exist
SELECT count(*) FROM events JOIN visits ON true
