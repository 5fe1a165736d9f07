/** Traces this browser opened lately, newest first, for the command palette. */
export interface RecentTrace {
  traceId: string;
  label: string;
}

const KEY = "plimsoll.recent-traces";
const KEPT = 8;

export function readRecentTraces(): RecentTrace[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? (stored as RecentTrace[]).filter((item) => typeof item?.traceId === "string") : [];
  } catch {
    return []; // Storage may be blocked or hold something else; the list is a convenience.
  }
}

export function rememberTrace(trace: RecentTrace): void {
  const kept = readRecentTraces().filter((item) => item.traceId !== trace.traceId);
  try {
    window.localStorage.setItem(KEY, JSON.stringify([trace, ...kept].slice(0, KEPT)));
  } catch {
    return; // As above.
  }
}
