-- error: NOT_SUPPORTED
-- message: Modifying Hive table rows is only supported for transactional tables
DELETE FROM events WHERE event_id = 'e01'
