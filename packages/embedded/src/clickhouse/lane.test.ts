import { expect, it } from "vitest";
import { createLane } from "./lane.ts";

function gate(): { open: () => void; opened: Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

it("runs as many as there are places, queues the next, and refuses beyond the queue", async () => {
  const lane = createLane(1, 1);
  const { open, opened } = gate();
  const first = lane.run(() => opened);
  const second = lane.run(async () => "second");
  expect([lane.active, lane.waiting]).toEqual([1, 1]);
  await expect(lane.run(async () => "third")).rejects.toMatchObject({ code: 202 });
  open();
  await first;
  expect(await second).toBe("second");
  expect([lane.active, lane.waiting]).toEqual([0, 0]);
});

it("lets a caller leave the queue, and gives the place back after a failure", async () => {
  const lane = createLane(1, 5);
  const { open, opened } = gate();
  const first = lane.run(async () => {
    await opened;
    throw new Error("broken");
  });
  const leaver = new AbortController();
  const second = lane.run(async () => "never", leaver.signal);
  const third = lane.run(async () => "third");
  leaver.abort();
  await expect(second).rejects.toMatchObject({ code: 394 });
  open();
  await expect(first).rejects.toThrow("broken");
  expect(await third).toBe("third");
});
