"""Corpus of SQL statements with the verdict of Trino, the engine behind Athena.

`corpus/<kind>/<name>.sql` holds one case. Comment lines at the top hold the verdict, and the
statement follows::

    -- columns: ["event_type", "_col1"]
    -- types: ["varchar", "bigint"]
    -- row: ["purchase", "9"]
    SELECT event_type, count(*) FROM events WHERE event_type = 'purchase' GROUP BY event_type

A statement that Trino refuses has the name and the message of the error instead::

    -- error: COLUMN_NOT_FOUND
    -- message: line 1:8: Column 'revenues' cannot be resolved
    SELECT revenues FROM events

* `columns` and `types` are JSON arrays of texts. A column without a name has the name that Athena
  gives it, and the types are Trino's. Both are empty for a statement without a result, such as
  `CREATE VIEW`.
* Each `row` is a JSON array of the texts that Athena's `GetQueryResults` returns, with null for
  null. `tests/trino/answer.py` has the text of each type.
* `parameter`, before the verdict, is a SQL literal for one `?` of the statement.
* `athena`, before the verdict, gives the reason why Trino was not asked: Athena differs from it
  there, and the verdict is written by hand.
* A file may hold several statements, each but the last with a semicolon at the end of its line.
  The verdict is that of the first one that is refused, or of the last one. Tables and views that
  they create are removed after the case: only the kind `statements` creates any.

Statements are deterministic: without the present time and random numbers, and with ORDER BY where
several rows result. They read the tables of `tables.py`. `python -m tools.trino_corpus` writes the
verdicts; `known_differences.txt` lists the cases in which the local Athena differs.
"""
