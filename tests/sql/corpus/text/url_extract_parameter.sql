-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["steel kettle", "2", null]
SELECT url_extract_parameter(page_url, 'q'), url_extract_parameter(page_url, 'page'), url_extract_parameter(page_url, 'none') FROM events WHERE event_id = 'e05'
