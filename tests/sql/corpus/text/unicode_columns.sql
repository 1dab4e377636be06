-- columns: ["city", "_col1", "_col2"]
-- types: ["varchar", "varchar", "bigint"]
-- row: ["Boston", "BOSTON", "6"]
-- row: ["Köln", "KÖLN", "4"]
-- row: ["Leeds", "LEEDS", "5"]
-- row: ["Pune", "PUNE", "4"]
-- row: ["São Paulo", "SÃO PAULO", "9"]
-- row: ["東京", "東京", "2"]
SELECT DISTINCT city, upper(city), length(city) FROM events WHERE city <> '' ORDER BY city
