-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["0CC175B9C0F1B6A831C399E269772661", "CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AFEE48BB", "86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8"]
SELECT to_hex(md5(to_utf8('a'))), to_hex(sha256(to_utf8('a'))), to_hex(sha1(to_utf8('a')))
