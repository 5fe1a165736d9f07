/** Spans shaped like those of a shop of 20 services: 10 a trace, 10 attributes each, 5 of the resource, over 24 hours. */
export const SPANS_PER_TRACE = 10;
export const RANGE_MS = 24 * 3_600_000;
export const PROJECT = "default";

export interface GenerateOptions {
  /** First span and count of this insert; the sequence is the order of time. */
  first: number;
  count: number;
  /** Spans over the whole range. */
  total: number;
  /** End of the range, Unix milliseconds. */
  endMs: number;
}

/** Ids and values that are fixed by the trace's number, so that the benchmark knows what to look for. */
export const TRACE_ID_SQL = "concat(hex(cityHash64(trace, 't')), hex(cityHash64(trace, 'u')))";
export const ORDER_ID_SQL = "concat('order-', toString(cityHash64(trace, 'o') % 1000000))";

/** `INSERT … SELECT`: the store makes the spans itself, as ingest would have written them. */
export function generateSpansSql({ first, count, total, endMs }: GenerateOptions): string {
  const traceNanos = (RANGE_MS * 1_000_000) / (total / SPANS_PER_TRACE);
  const resourceAttributes = [
    ["service.name", "service"],
    ["service.instance.id", "concat('instance-', toString(th % 5))"],
    ["host.name", "concat('host-', toString(th % 5))"],
    ["service.version", "concat('1.', toString(sv), '.0')"],
    ["deployment.environment.name", "'production'"],
  ].map(([key, value]) => `'{"key":"${key}","value":{"stringValue":"', ${value}, '"}}'`);
  return `INSERT INTO plimsoll.spans
WITH number AS n, intDiv(n, ${SPANS_PER_TRACE}) AS trace, n % ${SPANS_PER_TRACE} AS position,
  cityHash64(trace, 't') AS th, cityHash64(n, 's') AS sh,
  (trace % 7 + position * 3 + intDiv(th, 1000) % 3) % 20 AS sv, (th % 10 + position) % 10 AS op,
  concat('service-', toString(sv)) AS service
SELECT '${PROJECT}' AS project_id, toDateTime(${Math.floor(endMs / 1000)}, 'UTC') AS received_at,
  fromUnixTimestamp64Nano(toInt64(${BigInt(endMs - RANGE_MS) * 1_000_000n} + toInt64(trace * ${traceNanos}) + position * 1000000 + sh % 900000), 'UTC') AS ts,
  toInt64(exp(randNormal(2.0, 1.2)) * 1e6) AS duration_ns,
  unhex(${TRACE_ID_SQL}) AS trace_id, unhex(hex(sh)) AS span_id,
  if(position = 0, toFixedString('', 8), unhex(hex(cityHash64(trace * ${SPANS_PER_TRACE} + intDiv(position - 1, 2), 's')))) AS parent_span_id,
  service, concat(['GET', 'POST', 'PUT', 'SELECT', 'INSERT'][op % 5 + 1], ' /api/', toString(op), '/:id') AS name,
  if(position = 0, 2, [1, 2, 3, 3][op % 4 + 1]) AS kind, if(sh % 100 = 0, 2, 0) AS status,
  if(sh % 100 = 0, 'deadline exceeded', '') AS status_message, '' AS trace_state, 257 AS flags,
  concat('{"attributes":[', ${resourceAttributes.join(", ',', ")}, '],"droppedAttributesCount":0,"schemaUrl":""}') AS resource,
  '{"name":"@opentelemetry/instrumentation-http","version":"0.223.0","attributes":[],"droppedAttributesCount":0,"schemaUrl":""}' AS scope,
  map('http.request.method', ['GET', 'POST', 'PUT'][op % 3 + 1], 'http.route', concat('/api/', toString(op), '/:id'),
    'order.id', ${ORDER_ID_SQL}, 'user.id', concat('user-', toString(cityHash64(trace, 'v') % 50000)),
    'server.address', concat('svc-', toString(sv), '.internal'),
    'client.address', concat('10.0.', toString(cityHash64(trace, 'c') % 40), '.', toString(cityHash64(trace, 'd') % 250)),
    'network.protocol.version', '1.1') AS attr_str,
  map('http.response.status_code', toInt64(if(sh % 100 = 0, 500, 200)), 'thread.id', toInt64(sh % 64)) AS attr_int,
  map() AS attr_double, map('cache.hit', if(sh % 3 = 0, '{"boolValue":true}', '{"boolValue":false}')) AS attr_other,
  '' AS events, '' AS links, '' AS exception_type,
  if(kind = 3, concat('database|postgresql/db-', toString(sv % 5)), '') AS peer, 0, 0, 0
FROM numbers(${first}, ${count})`;
}
