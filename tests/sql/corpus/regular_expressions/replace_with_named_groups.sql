-- columns: ["_col0"]
-- types: ["varchar(53)"]
-- row: ["ba"]
SELECT regexp_replace('ab', '(?<first>a)(?<second>b)', '${second}${first}')
