/** Where the console shows queues and jobs: one place that knows the paths. */
export function queueHref(source: string, queue: string): string {
  return `/jobs/${encodeURIComponent(source)}/${encodeURIComponent(queue)}`;
}

/** The page of one job. */
export function jobHref(source: string, queue: string, id: string): string {
  return `${queueHref(source, queue)}/${encodeURIComponent(id)}`;
}
