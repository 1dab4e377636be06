-- error: TABLE_NOT_FOUND
-- message: line 1:15: Table 'awsdatacatalog.lake.sales' does not exist
SELECT * FROM sales
