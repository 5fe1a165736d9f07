import { AppError } from "@plimsoll/core";
import { expect, it, vi } from "vitest";
import { SharedFeeds } from "./shared-feeds.ts";

/** A value that is polled as often as it is asked for. */
function source(values: (number | Error)[]) {
  let polls = 0;
  const options = {
    key: "k",
    pollMs: 1,
    poll: async () => {
      const value = values[Math.min(polls++, values.length - 1)];
      if (value instanceof Error) throw value;
      return { value };
    },
    isLast: ({ value }: { value: number | undefined }) => value === 3,
  };
  return { options, polls: () => polls };
}

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of from) items.push(item);
  return items;
}

it("gives the present value, then changes alone, until the last", async () => {
  const { options } = source([1, 1, 1, 2, 2, 3]);
  const feeds = new SharedFeeds();
  expect(await collect(feeds.watch(options, new AbortController().signal))).toEqual([
    { value: 1 },
    { value: 2 },
    { value: 3 },
  ]);
  expect(feeds.size).toBe(0);
});

it("polls once for all who watch the same, and no more when the last of them left", async () => {
  const { options, polls } = source([1]);
  const feeds = new SharedFeeds();
  const stop = new AbortController();
  const viewers = Array.from({ length: 5 }, () => feeds.watch(options, stop.signal));
  await Promise.all(viewers.map((viewer) => viewer.next()));
  expect([feeds.size, polls()]).toEqual([1, 1]);
  stop.abort();
  expect(await Promise.all(viewers.map(async (viewer) => (await viewer.next()).done))).toEqual(Array(5).fill(true));
  expect(feeds.size).toBe(0);
});

it("waits for a store that is down, and ends with an error that no retry can help", async () => {
  const { options } = source([new AppError("UNAVAILABLE", "down"), 1, new AppError("NOT_FOUND", "gone")]);
  const viewer = new SharedFeeds().watch(options, new AbortController().signal);
  expect(await viewer.next()).toEqual({ done: false, value: { value: 1 } });
  await expect(viewer.next()).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("rests longer after polls that take long, so that a store is not kept busy by those who watch", async () => {
  vi.useFakeTimers();
  try {
    const stop = new AbortController();
    let polls = 0;
    const poll = async () => {
      await new Promise<void>((resolve) => setTimeout(resolve, 1_000));
      return (polls += 1);
    };
    const viewer = new SharedFeeds().watch({ key: "k", pollMs: 1_000, poll }, stop.signal);
    const first = viewer.next();
    // One second each, and three of rest: five polls begin in 20 s.
    await vi.advanceTimersByTimeAsync(20_500);
    expect(polls).toBe(5);
    expect(await first).toEqual({ done: false, value: 1 });
    stop.abort();
  } finally {
    vi.useRealTimers();
  }
});

it("refuses more live views than the process can poll for", async () => {
  const feeds = new SharedFeeds();
  const stop = new AbortController();
  const { options } = source([1]);
  await Promise.all(
    Array.from({ length: 256 }, (_, n) => feeds.watch({ ...options, key: `k${n}` }, stop.signal).next()),
  );
  await expect(feeds.watch({ ...options, key: "more" }, stop.signal).next()).rejects.toMatchObject({
    code: "TOO_MANY_REQUESTS",
  });
  stop.abort();
});
