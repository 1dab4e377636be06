-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["New York"]
SELECT regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]))
