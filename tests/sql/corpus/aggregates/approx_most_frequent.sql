-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"search\":1}"]
SELECT cast(approx_most_frequent(2, event_type, 100) AS json) FROM events WHERE month = '01' AND event_type IN ('search')
