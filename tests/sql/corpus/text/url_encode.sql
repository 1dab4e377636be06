-- columns: ["_col0", "_col1"]
-- types: ["varchar(132)", "varchar(7)"]
-- row: ["a+b%26c%3Dd%2F%C3%BC%7E*", "a b&c"]
SELECT url_encode('a b&c=d/ü~*'), url_decode('a+b%26c')
