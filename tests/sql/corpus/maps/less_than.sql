-- error: TYPE_MISMATCH
-- message: line 1:34: Cannot apply operator: map(varchar(1), integer) < map(varchar(1), integer)
SELECT MAP(ARRAY['a'], ARRAY[1]) < MAP(ARRAY['a'], ARRAY[2])
