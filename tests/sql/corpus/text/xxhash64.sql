-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "bigint", "varchar"]
-- row: ["D24EC4F1A98C6E5B", "3904355907", "897859F6655555855A890E51483AB5E6"]
SELECT to_hex(xxhash64(to_utf8('a'))), crc32(to_utf8('a')), to_hex(murmur3(to_utf8('a')))
