import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { SpanBatch, type SpanReference } from "@plimsoll/otlp";
import { FakeStore } from "../test/fake-store.ts";
import { protobufRequest, type TestSpan } from "../test/requests.ts";
import { silentObserver } from "./observer.ts";
import { type CommitterOptions, GroupCommitter } from "./group-committer.ts";

const OLD = { startTimeUnixNano: "1700000000000000000", endTimeUnixNano: "1700000000000000001" };
const opened: GroupCommitter<SpanReference>[] = [];
afterEach(() => Promise.all(opened.splice(0).map((committer) => committer.close())));

function setUp(options: Partial<CommitterOptions<SpanReference>> = {}) {
  const store = new FakeStore();
  const committer = new GroupCommitter({
    newBatch: () => new SpanBatch(),
    noun: "spans",
    writer: store.writer,
    findStored: store.findStored,
    flushMs: 5,
    retryWindowMs: 60_000,
    giveUpAfterMs: 100,
    observer: silentObserver,
    ...options,
  });
  opened.push(committer);
  return {
    store,
    committer,
    submit: (body: Uint8Array) => committer.submit({ body, projectId: "default", isSelf: false }),
  };
}
/** Spans that end after the committer's start, so that none of them can be from before it. */
const requestOf = (...spans: TestSpan[]): Uint8Array =>
  protobufRequest(...spans.map((span) => ({ endTimeUnixNano: `${Date.now() + 60_000}000000`, ...span })));

describe("GroupCommitter", () => {
  it("stores a request once, however often it is sent, and gives each the first answer", async () => {
    const { store, submit } = setUp();
    const body = requestOf({}, { traceId: "" });
    const first = await submit(body);
    expect(await submit(body)).toEqual(first);
    expect(first.rejected).toBe(1);
    expect(store.rows).toBe(1);
  });

  it("lets a retry wait for the outcome of a request still in flight", async () => {
    const { store, submit } = setUp();
    const open = store.hold();
    const body = requestOf({});
    const both = [submit(body), submit(body)];
    await wait(30);
    const late = submit(body);
    open();
    await Promise.all([...both, late]);
    expect(store.rows).toBe(1);
  });

  it("tries a failed insert again with the same token", async () => {
    const { store, submit } = setUp({ giveUpAfterMs: 2_000 });
    store.failures = ["unknown", "not-stored"];
    await submit(requestOf({}));
    expect(store.inserts).toHaveLength(1);
    expect(store.failures).toEqual([]);
  });

  it("answers unavailable when inserts go on failing, and takes the retry later", async () => {
    const { store, submit } = setUp();
    store.isDown = true;
    const body = requestOf({});
    await expect(submit(body)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    store.isDown = false;
    await submit(body);
    expect(store.rows).toBe(1);
    expect(store.questions).toEqual([]);
  });

  it("asks the store before storing a request again whose last insert was never answered", async () => {
    const { store, submit } = setUp();
    const known = { spanId: "00000000000000aa" };
    const body = requestOf({ ...known });
    store.failures = ["unknown", "refused"];
    await expect(submit(body)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    store.stored.add(known.spanId);
    await submit(body);
    expect(store.rows).toBe(0);
    expect(store.questions).toEqual([[known.spanId]]);
  });

  it("asks the store about spans from before its start, and only about those", async () => {
    const { store, submit } = setUp();
    store.stored.add("00000000000000bb");
    await Promise.all([
      submit(requestOf({ spanId: "00000000000000bb", ...OLD })),
      submit(requestOf({ spanId: "00000000000000cc", ...OLD })),
      submit(requestOf({ spanId: "00000000000000dd" })),
    ]);
    expect(store.questions).toEqual([["00000000000000bb", "00000000000000cc"]]);
    expect(store.rows).toBe(2);
  });

  it("asks nothing when the window is zero", async () => {
    const { store, submit } = setUp({ retryWindowMs: 0 });
    await submit(requestOf(OLD));
    expect(store.questions).toEqual([]);
  });

  it("is unavailable while the store cannot say whether an old request is there", async () => {
    const { store, submit } = setUp();
    store.isDown = true;
    const body = requestOf(OLD);
    await expect(submit(body)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    store.isDown = false;
    await submit(body);
    expect(store.rows).toBe(1);
  });

  it("fills the next batch while inserts run, and sends it when one is done", async () => {
    const { store, submit } = setUp({ maxInFlight: 1 });
    const open = store.hold();
    const first = submit(requestOf({}));
    await wait(30);
    const others = Array.from({ length: 10 }, () => submit(requestOf({})));
    await wait(30);
    open();
    await Promise.all([first, ...others]);
    expect(store.inserts.map(({ rows }) => rows)).toEqual([1, 10]);
    expect(new Set(store.inserts.map(({ token }) => token)).size).toBe(2);
  });

  it("starts an insert early when the batch is full", async () => {
    const { store, submit } = setUp({ maxRows: 3, flushMs: 60_000 });
    await Promise.all([submit(requestOf({})), submit(requestOf({}, {}))]);
    expect(store.inserts.map(({ rows }) => rows)).toEqual([3]);
  });

  it("closes while the store is being asked", async () => {
    const { store, committer, submit } = setUp({ flushMs: 60_000 });
    const waiting = submit(requestOf(OLD));
    await committer.close();
    await waiting;
    expect(store.rows).toBe(1);
  });

  it("commits what waits when it closes, and refuses what comes later", async () => {
    const { store, committer, submit } = setUp({ flushMs: 60_000 });
    const waiting = submit(requestOf({}));
    await committer.close();
    await waiting;
    expect(store.rows).toBe(1);
    await expect(submit(requestOf({}))).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("a malformed request harms none of those it would have been committed with", async () => {
    const { store, submit } = setUp();
    const good = submit(requestOf({}));
    await expect(submit(Uint8Array.of(0x0a, 0x05, 0x12))).rejects.toThrow(/past the end/);
    await good;
    expect(store.rows).toBe(1);
  });
});
