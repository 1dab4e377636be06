-- error: NOT_SUPPORTED
-- message: Modifying Hive table rows is only supported for transactional tables
UPDATE events SET city = 'Köln' WHERE year = '2025'
