/** Ranges from here on are read from roll-ups by the minute, which seconds do not change. */
const LONG_MS = 15 * 60_000;
const GRID_MS = 5_000;

interface Question {
  projectId: string;
  from: string;
  to: string;
  signal?: AbortSignal | undefined;
}

/**
 * The question as it is asked, and the key under which others find its answer: ends of long ranges are moved outwards to
 * the next five seconds, so that everybody who looks at "the last hour" asks the same.
 */
export function sharedQuestion<Asked extends Question>(asked: Asked): { question: Asked; key: string } {
  const [from, to] = [Date.parse(asked.from), Date.parse(asked.to)];
  const grid = to - from >= LONG_MS ? GRID_MS : 1;
  const question: Asked = {
    ...asked,
    from: new Date(Math.floor(from / grid) * grid).toISOString(),
    to: new Date(Math.ceil(to / grid) * grid).toISOString(),
  };
  const { signal: _signal, ...rest } = question;
  return { question, key: JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
}
