-- columns: ["_col0"]
-- types: ["varchar(14)"]
-- row: ["21"]
SELECT regexp_replace('ab', '(a)(b)', '\2\1')
