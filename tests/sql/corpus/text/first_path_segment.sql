-- columns: ["segment", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["", "6"]
-- row: ["a", "1"]
-- row: ["cart", "10"]
-- row: ["p", "5"]
-- row: ["search", "4"]
-- row: [null, "1"]
SELECT split_part(url_extract_path(page_url), '/', 2) AS segment, count(*) FROM events WHERE year = '2026' GROUP BY 1 ORDER BY 1
