import autocannon from "autocannon";

export interface AutocannonOrder {
  url: string;
  connections: number;
  seconds: number;
  /** Requests a second over all connections; as many as it can without. */
  rate?: number;
}
export interface AutocannonResult {
  perSecond: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
}

process.once("message", (order: AutocannonOrder) => {
  const { url, connections, seconds: duration, rate } = order;
  void autocannon({ url, connections, duration, ...(rate !== undefined && { overallRate: rate }) }).then((result) => {
    const { p50, p90, p99, p99_9: p999 } = result.latency;
    const answer: AutocannonResult = { perSecond: result.requests.total / result.duration, p50, p90, p99, p999 };
    process.send?.(answer, () => process.exit(0));
  });
});
