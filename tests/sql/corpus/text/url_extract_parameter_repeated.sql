-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["1", "", null]
SELECT url_extract_parameter(page_url, 'x'), url_extract_parameter(page_url, 'y'), url_extract_parameter(page_url, 'z') FROM events WHERE event_id = 'e12'
