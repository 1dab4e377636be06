-- error: NOT_SUPPORTED
-- message: This connector does not support truncating tables
TRUNCATE TABLE events
