-- error: NOT_SUPPORTED
-- message: line 1:1: DISTINCT in window function parameters not yet supported: count(DISTINCT event_type) OVER (PARTITION BY year)
SELECT count(DISTINCT event_type) OVER (PARTITION BY year) FROM events
