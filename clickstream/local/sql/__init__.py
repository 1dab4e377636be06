"""Translation of Athena SQL to the SQL of DuckDB, which the emulator runs."""
