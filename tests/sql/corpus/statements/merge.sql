-- error: NOT_SUPPORTED
-- message: Modifying Hive table rows is only supported for transactional tables
MERGE INTO events AS e USING orders AS o ON e.event_time = o.ordered_at WHEN MATCHED THEN DELETE
