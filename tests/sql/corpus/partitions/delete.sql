-- athena: Athena deletes rows of Iceberg tables alone; Trino drops whole Hive partitions
-- error: NOT_SUPPORTED
-- message: Modifying Hive table rows is only supported for transactional tables
DELETE FROM events WHERE year = '2025'
