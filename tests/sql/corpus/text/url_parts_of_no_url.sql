-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(6)", "varchar(12)", "varchar(0)"]
-- row: [null, "/only/a/path", ""]
SELECT url_extract_host('no url'), url_extract_path('/only/a/path'), url_extract_host('')
