-- Functions of Trino as DuckDB macros. A parameter's type selects the macro, so that one name serves
-- arguments whose type only DuckDB knows. Functions in python_* are registered by python_functions.py.

-- Errors at run time, which DuckDB answers with null or another value. `result` gives the type.
CREATE MACRO trino_error(message, result) AS list_extract([result], python_error(message));
CREATE MACRO trino_divisor(x) AS CASE WHEN x = 0 THEN trino_error('DIVISION_BY_ZERO: Division by zero', x) ELSE x END;
CREATE MACRO trino_divide(x, y) AS x // trino_divisor(y);
CREATE MACRO trino_divide_any(x BIGINT, y BIGINT) AS x // trino_divisor(y), (x DOUBLE, y DOUBLE) AS x / y;
CREATE MACRO trino_modulo(x, y) AS x % trino_divisor(y);
CREATE MACRO trino_subscript(a, i) AS CASE
    WHEN i = 0 THEN trino_error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1', a[1])
    WHEN i < 0 THEN trino_error('INVALID_FUNCTION_ARGUMENT: Array subscript is negative: ' || i, a[1])
    WHEN i > len(a) THEN trino_error('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || i || ' > ' || len(a), a[1])
    ELSE a[i] END;
CREATE MACRO trino_element_at(a, i) AS CASE
    WHEN i = 0 THEN trino_error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1', a[1]) ELSE a[i] END;
CREATE MACRO trino_map_value(m, k) AS CASE
    WHEN map_contains(m, k) OR m IS NULL OR k IS NULL THEN m[k]
    ELSE trino_error('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || k, map_values(m)[1]) END;

-- Casts.
CREATE MACRO trino_whole(x) AS x,
    (x DOUBLE) AS round(x),
    (x VARCHAR) AS CASE WHEN regexp_full_match(x, '[+-]?[0-9]+') THEN x
        WHEN x IS NOT NULL THEN trino_error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x || ''' to a whole number', x) END;
CREATE MACRO trino_date(x) AS CAST(x AS DATE),
    (x VARCHAR) AS CASE WHEN regexp_full_match(x, '\s*[+-]?\d{4,}-\d{1,2}-\d{1,2}\s*') THEN CAST(x AS DATE)
        WHEN x IS NOT NULL THEN trino_error('INVALID_CAST_ARGUMENT: Value cannot be cast to date: ' || x, CAST(NULL AS DATE)) END;
CREATE MACRO trino_timestamp(x) AS CAST(x AS TIMESTAMP),
    (x VARCHAR) AS CASE WHEN regexp_full_match(x, '\s*[+-]?\d{4,}-\d{1,2}-\d{1,2}( (\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?)?)?\s*')
            THEN CAST(regexp_replace(trim(x), ' (\d+:\d+)$', ' \1:00') AS TIMESTAMP)
        WHEN x IS NOT NULL THEN trino_error('INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: ' || x, CAST(NULL AS TIMESTAMP)) END;
CREATE MACRO trino_boolean(x) AS CAST(x AS BOOLEAN),
    (x VARCHAR) AS CASE WHEN lower(x) IN ('t', 'true', '1') THEN true WHEN lower(x) IN ('f', 'false', '0') THEN false
        WHEN x IS NOT NULL THEN trino_error('INVALID_CAST_ARGUMENT: Cannot cast ''' || x || ''' to BOOLEAN', true) END;
CREATE MACRO trino_varchar(x) AS CAST(x AS VARCHAR),
    (x BIGINT) AS CAST(x AS VARCHAR),
    (x BOOLEAN) AS CAST(x AS VARCHAR),
    (x DATE) AS CAST(x AS VARCHAR),
    (x VARCHAR) AS x,
    (x FLOAT) AS python_double_to_varchar(CAST(x AS VARCHAR)),
    (x DOUBLE) AS python_double_to_varchar(CAST(x AS VARCHAR)),
    (x TIMESTAMP) AS strftime(x, '%Y-%m-%d %H:%M:%S.%g');

CREATE MACRO trino_fitting(s, n, kind) AS
    CASE WHEN length(s) > n THEN trino_error('INVALID_CAST_ARGUMENT: Value ' || s || ' cannot be represented as ' || kind, s) ELSE s END;

-- Decimals: a quotient has the larger scale of both, and is rounded half away from zero.
CREATE MACRO trino_quotient(n, d) AS
    sign(n) * sign(d) * ((2 * abs(n) + abs(trino_divisor(d))) // (2 * abs(trino_divisor(d))));

-- Numbers.
CREATE MACRO trino_e() AS exp(CAST(1 AS DOUBLE));
CREATE MACRO trino_nan() AS CAST('nan' AS DOUBLE);
CREATE MACRO trino_infinity() AS CAST('infinity' AS DOUBLE);
CREATE MACRO trino_random(low, high) AS low + CAST(floor(random() * (high - low)) AS BIGINT);
CREATE MACRO trino_left_shift(x, n) AS CAST(x AS BIGINT) << n;
CREATE MACRO trino_right_shift(x, n) AS CAST(x AS BIGINT) >> n;
CREATE MACRO trino_cbrt(x) AS CASE WHEN round(cbrt(x)) ** 3 = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE MACRO trino_finite(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE MACRO trino_bit_count(x, bits) AS bit_count(CAST(x AS BIGINT) & CASE WHEN bits = 64 THEN -1 ELSE (1::BIGINT << bits) - 1 END);
CREATE MACRO trino_width_bucket(x, bins) AS len(list_filter(bins, LAMBDA bin : bin <= x)),
    (x, low, high, number) AS CASE
        WHEN low < high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN number + 1 ELSE CAST(floor(number * (x - low) / (high - low)) AS BIGINT) + 1 END
        ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN number + 1 ELSE CAST(floor(number * (low - x) / (low - high)) AS BIGINT) + 1 END END;

-- Aggregates of aggregates.
CREATE MACRO trino_skewness(sample, n) AS CASE WHEN n > 2 THEN sample * (n - 2) / sqrt(CAST(n AS DOUBLE) * (n - 1)) END;
CREATE MACRO trino_rank(sorted, q) AS sorted[least(len(sorted), CAST(floor(q * len(sorted)) AS BIGINT) + 1)];
CREATE MACRO trino_percentile(vals, q DOUBLE) AS trino_rank(list_sort(list_filter(vals, LAMBDA v : v IS NOT NULL)), q),
    (vals, q DOUBLE[]) AS list_transform(q, LAMBDA p : trino_rank(list_sort(list_filter(vals, LAMBDA v : v IS NOT NULL)), p));

-- Text. Trino maps single characters to upper and lower case.
CREATE MACRO trino_upper(s) AS CASE WHEN strlen(s) = length(s) THEN upper(s) ELSE python_upper(s) END;
CREATE MACRO trino_lower(s) AS CASE WHEN strlen(s) = length(s) THEN lower(s) ELSE python_lower(s) END;
CREATE MACRO trino_substr(s, first) AS
        CASE WHEN first = 0 OR first < -length(s) THEN '' ELSE substring(s, first) END,
    (s, first, number) AS
        CASE WHEN first = 0 OR first < -length(s) OR number <= 0 THEN '' ELSE substring(s, first, number) END;
CREATE MACRO trino_split_part(s, delimiter, i) AS
    CASE WHEN i < 1 THEN trino_error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero', s) ELSE string_split(s, delimiter)[i] END;
CREATE MACRO trino_format_argument(x) AS coalesce('s' || CAST(x AS VARCHAR), 'n'),
    (x BIGINT) AS coalesce('d' || CAST(x AS VARCHAR), 'n'),
    (x DOUBLE) AS coalesce('f' || CAST(x AS VARCHAR), 'n'),
    (x BOOLEAN) AS coalesce('b' || CAST(x AS VARCHAR), 'n'),
    (x VARCHAR) AS coalesce('s' || x, 'n'),
    (x DATE) AS coalesce('s' || CAST(x AS VARCHAR), 'n'),
    (x TIMESTAMP) AS coalesce('s' || strftime(x, '%Y-%m-%dT%H:%M:%S.%g'), 'n');

-- Dates. An interval has months, or days and less.
CREATE MACRO trino_interval(i) AS CASE
    WHEN datepart('year', i) <> 0 OR datepart('month', i) <> 0
        THEN CASE WHEN i < INTERVAL 0 DAY THEN '-' ELSE '' END || abs(datepart('year', i)) || '-' || abs(datepart('month', i))
    ELSE python_interval(epoch_ms(i)) END;
CREATE MACRO trino_from_iso8601_timestamp(x) AS CASE
    WHEN regexp_full_match(x, '\d{4}(-\d\d(-\d\d)?)?(T(\d\d(:\d\d(:\d\d([.,]\d+)?)?)?)?(Z|[+-]\d\d(:?\d\d)?)?)?') THEN
        CAST(CAST(python_iso8601_timestamp(x) AS TIMESTAMPTZ) AS TIMESTAMP)
    WHEN x IS NOT NULL THEN trino_error('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || x || '"', CAST(NULL AS TIMESTAMP)) END;
CREATE MACRO trino_millisecond(t) AS millisecond(CAST(t AS TIMESTAMP)) % 1000;


-- Arrays and maps.
CREATE MACRO trino_contains(a, x) AS CASE
    WHEN a IS NULL OR x IS NULL THEN NULL
    WHEN list_contains(a, x) THEN true
    WHEN len(a) > list_count(a) THEN NULL
    ELSE false END;
CREATE MACRO trino_position(a, x) AS CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE coalesce(list_position(a, x), 0) END;
CREATE MACRO trino_slice(a, first, number) AS CASE
    WHEN first = 0 THEN trino_error('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1', a)
    WHEN number < 0 THEN trino_error('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0', a)
    WHEN number = 0 OR first < -len(a) THEN a[1:0]
    WHEN first < 0 THEN a[len(a) + first + 1 : least(len(a), len(a) + first + number)]
    ELSE a[first : first + number - 1] END;
CREATE MACRO trino_array_max(a) AS CASE WHEN len(a) > list_count(a) THEN NULL ELSE list_max(a) END;
CREATE MACRO trino_array_min(a) AS CASE WHEN len(a) > list_count(a) THEN NULL ELSE list_min(a) END;
CREATE MACRO trino_distinct(a) AS list_filter(a, LAMBDA x, i : i = 1 OR NOT coalesce(list_contains(a[1 : i - 1], x), false) AND NOT (x IS NULL AND len(a[1 : i - 1]) > list_count(a[1 : i - 1])));
CREATE MACRO trino_trim(a, n) AS a[1 : len(a) - n];
CREATE MACRO trino_union(a, b) AS trino_distinct(list_concat(a, b));
CREATE MACRO trino_any_match(matches) AS CASE
    WHEN matches IS NULL THEN NULL WHEN list_contains(matches, true) THEN true WHEN len(matches) > list_count(matches) THEN NULL ELSE false END;
CREATE MACRO trino_all_match(matches) AS CASE
    WHEN matches IS NULL THEN NULL WHEN list_contains(matches, false) THEN false WHEN len(matches) > list_count(matches) THEN NULL ELSE true END;
CREATE MACRO trino_equal(a, b) AS CASE
    WHEN a IS NULL OR b IS NULL THEN NULL
    WHEN len(a) <> len(b) THEN false
    ELSE trino_all_match(list_transform(list_zip(a, b), LAMBDA p : p[1] = p[2])) END;
CREATE MACRO trino_sequence(a, b) AS generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END);
-- Athena keeps one value of a key, and no null key.
CREATE MACRO trino_map_agg(entries) AS CASE
    WHEN len(entries) = len(list_distinct(list_transform(entries, LAMBDA e : e.k))) THEN map_from_entries(entries)
    ELSE map_from_entries(list_filter(entries, LAMBDA e, i :
        e.k IS NOT NULL AND NOT coalesce(list_contains(list_transform(entries[1 : i - 1], LAMBDA f : f.k), e.k), false))) END;
CREATE MACRO trino_multimap_agg(entries) AS map_from_entries(list_transform(
    list_distinct(list_transform(entries, LAMBDA e : e.k)),
    LAMBDA key : {'key': key, 'value': list_transform(list_filter(entries, LAMBDA e : e.k = key), LAMBDA e : e.v)}));
