-- error: NESTED_AGGREGATION
-- message: line 1:8: Cannot nest aggregations inside aggregation 'max': [count(*)]
SELECT max(count(*)) FROM events GROUP BY event_type
