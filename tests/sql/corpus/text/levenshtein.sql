-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["3", "1"]
SELECT levenshtein_distance('kitten', 'sitting'), hamming_distance('abc', 'abd')
