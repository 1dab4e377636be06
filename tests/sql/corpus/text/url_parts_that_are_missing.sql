-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["varchar", "varchar", "bigint", "varchar", "varchar", "varchar"]
-- row: ["https", "shop.example", null, "/", "", ""]
SELECT url_extract_protocol(page_url), url_extract_host(page_url), url_extract_port(page_url), url_extract_path(page_url), url_extract_query(page_url), url_extract_fragment(page_url) FROM events WHERE event_id = 'e19'
