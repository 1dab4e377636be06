-- columns: ["_col0"]
-- types: ["varchar(35)"]
-- row: ["5 $"]
SELECT regexp_replace('5 EUR', 'EUR', '\$')
