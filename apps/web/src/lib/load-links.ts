/** Where the console shows load tests and their runs: one place that knows the paths. */
export const LOAD_TESTS_HREF = "/load-tests";
export const LOAD_RUNS_HREF = "/load-tests/runs";
export const NEW_LOAD_TEST_HREF = "/load-tests/new";

/** The page of one load test. */
export function loadTestHref(id: string): string {
  return `${LOAD_TESTS_HREF}/${encodeURIComponent(id)}`;
}

/** Where a load test is changed. */
export function editLoadTestHref(id: string): string {
  return `${loadTestHref(id)}/edit`;
}

/** The page of one run, live or done. */
export function loadRunHref(runId: string): string {
  return `${LOAD_RUNS_HREF}/${encodeURIComponent(runId)}`;
}

/** A run beside an earlier one. */
export function compareRunsHref(runId: string, baseRunId: string): string {
  return `${loadRunHref(runId)}?tab=compare&base=${encodeURIComponent(baseRunId)}`;
}

/** A new capacity test of a service, which finds its load line. */
export function findLoadLineHref(service: string): string {
  return `${NEW_LOAD_TEST_HREF}?mode=capacity&service=${encodeURIComponent(service)}`;
}
