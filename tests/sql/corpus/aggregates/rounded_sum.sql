-- columns: ["revenue"]
-- types: ["double"]
-- row: ["651.23"]
SELECT round(sum(revenue), 2) AS revenue FROM events
