-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["01.11.2026"]
SELECT date_format(date '2026-11-01', '%d.%m.%Y')
