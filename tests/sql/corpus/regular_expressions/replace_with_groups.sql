-- columns: ["_col0"]
-- types: ["varchar(450)"]
-- row: ["01.11.2026"]
SELECT regexp_replace('2026-11-01', '(\d+)-(\d+)-(\d+)', '$3.$2.$1')
