import { AppError } from "@plimsoll/core";
import { type BackendOptions, type JobStore, openJobStore, startQueueWorker } from "@plimsoll/jobs";
import { median } from "./throughput.ts";

const QUEUE = "default.dead-letters";
const BATCH = 500;
const ASKS = 7;

export interface DeadLetterFigures {
  /** Milliseconds to the first page, medians; the search looks at all jobs for the last two. */
  plainMs: number;
  commonMs: number;
  rareMs: number;
  absentMs: number;
  /** Jobs a second of a bulk retry by a filter that half of them meet. */
  retriedPerSecond: number;
  retried: number;
}

async function fill(store: JobStore, backend: BackendOptions, count: number): Promise<void> {
  const settings = {
    v: 1,
    target: null,
    timeoutMs: 30_000,
    backoff: { type: "fixed", delayMs: 0, jitter: 0 },
    by: "bench",
  };
  const payloadOf = (at: number) => ({
    order: at,
    customer: { name: `Customer ${at % 977}`, mail: `customer-${at % 977}@example.org`, city: "Bristol" },
    items: Array.from({ length: 3 }, (_, item) => ({ sku: `sku-${(at + item) % 500}`, count: item + 1, price: 9.5 })),
    note: at % 2 === 0 ? "even" : "odd",
    ...(at === 17 && { rare: "the needle" }),
  });
  for (let from = 0; from < count; from += BATCH) {
    const jobs = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => payloadOf(from + at));
    await store.add(
      QUEUE,
      jobs.map((payload) => ({ name: "charge", attempts: 1, data: { ...settings, payload } })),
    );
  }
  let failed = 0;
  let end = () => undefined as void;
  const all = new Promise<void>((resolve) => (end = resolve));
  const worker = startQueueWorker({
    backend,
    kind: "apps",
    queue: QUEUE,
    concurrency: 50,
    keep: { completed: 10_000, completedMs: 86_400_000, failedMs: 86_400_000 },
    run: async () => {
      throw new AppError("BAD_REQUEST", "The endpoint answered 400 Bad Request: the card was declined.");
    },
    onAttempt: () => {
      failed += 1;
      if (failed === count) end();
    },
    onStalled: () => undefined,
    onError: (error) => console.error(error),
  });
  await all;
  await worker.stop(1_000);
}

/** How fast dead letters are searched and retried, `count` of them on one backend. */
export async function measureDeadLetters(backend: BackendOptions, count: number): Promise<DeadLetterFigures> {
  const store = openJobStore({ backend, kind: "apps", onError: (error) => console.error(error) });
  try {
    await fill(store, backend, count);
    const ask = async (filter: { text?: string }): Promise<number> => {
      const times: number[] = [];
      for (let at = 0; at < ASKS; at++) {
        const start = performance.now();
        const page = await store.list(QUEUE, { state: "failed", ...filter }, { limit: 50, budgetMs: 5_000 });
        times.push(performance.now() - start);
        if (page.partial) throw new Error("a search did not end");
      }
      return median(times);
    };
    const figures = {
      plainMs: await ask({}),
      commonMs: await ask({ text: '"note":"odd"' }),
      rareMs: await ask({ text: "THE NEEDLE" }),
      absentMs: await ask({ text: "nowhere to be found" }),
    };
    const start = performance.now();
    let retried = 0;
    for await (const { ids } of store.scan(QUEUE, { state: "failed", payload: '"note":"even"' }, { batch: BATCH })) {
      retried += (await store.retryMany(QUEUE, ids)).done;
    }
    return { ...figures, retried, retriedPerSecond: retried / ((performance.now() - start) / 1000) };
  } finally {
    await store.close();
  }
}
