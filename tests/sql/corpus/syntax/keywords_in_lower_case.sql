-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["11"]
select count(*) from events where year = '2026' and event_type in ('search', 'purchase')
