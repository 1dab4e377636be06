-- columns: ["host", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["", "1"]
-- row: ["news.example", "1"]
-- row: ["search.example", "3"]
-- row: ["shop.example", "1"]
-- row: ["social.example", "1"]
SELECT url_extract_host(referrer) AS host, count(*) FROM events WHERE referrer IS NOT NULL GROUP BY 1 ORDER BY 1
