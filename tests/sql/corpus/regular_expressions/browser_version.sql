-- columns: ["browser", "version"]
-- types: ["varchar", "varchar"]
-- row: ["Chrome", "142.0.0.0"]
-- row: ["Firefox", "145.0"]
-- row: ["Safari", "18.1"]
SELECT DISTINCT browser, regexp_extract(user_agent, '(?:Firefox|Chrome|Version)/([\d.]+)', 1) AS version FROM events WHERE browser IS NOT NULL ORDER BY browser
