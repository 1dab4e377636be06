-- columns: ["table_name"]
-- types: ["varchar"]
-- row: ["events"]
-- row: ["orders"]
-- row: ["quarantine"]
SELECT table_name FROM information_schema.tables WHERE table_schema = 'lake' ORDER BY table_name
