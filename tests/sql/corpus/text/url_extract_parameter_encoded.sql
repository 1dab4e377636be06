-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["東京", "東京"]
SELECT url_extract_parameter(page_url, 'q'), url_decode(url_extract_parameter(page_url, 'q')) FROM events WHERE event_id = 'e18'
