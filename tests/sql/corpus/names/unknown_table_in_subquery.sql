-- error: TABLE_NOT_FOUND
-- message: line 1:63: Table 'awsdatacatalog.lake.sales' does not exist
SELECT event_id FROM events WHERE event_id IN (SELECT id FROM sales)
