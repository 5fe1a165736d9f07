import type { CacheStore } from "../store/cache-store.ts";

/** The few functions of a test runner that the suite needs: those of Vitest, Jest and node:test fit. */
export interface ConformanceRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}
export interface ConformanceOptions extends ConformanceRunner {
  name: string;
  /** A store with nothing in it that the suite's keys could meet, opened anew for each test and closed by it. */
  open(): Promise<CacheStore> | CacheStore;
  /** Shortest lifetime that the store can tell apart, in ms. Default 50; Memcached counts seconds. */
  ttlStepMs?: number;
}

const bytesOf = (text: string) => Buffer.from(text);
const textOf = (bytes: Uint8Array | null | undefined) => (bytes ? Buffer.from(bytes).toString() : null);

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The store does not conform: ${what}`);
}

/** Repeats `look` until it holds; an error after 20 s. */
async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await look())) {
    check(Date.now() < deadline, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Registers tests of what a `CacheStore` has to do. */
export function storeConformance({ name, open, ttlStepMs = 50, describe, it }: ConformanceOptions): void {
  let count = 0;
  const run = `${process.pid}.${Date.now()}`;
  const keyOf = (part: string) => `conformance ${run}.${count} ${part} é`;
  const test = (title: string, body: (store: CacheStore) => Promise<void>) =>
    it(title, async () => {
      count += 1;
      const store = await open();
      try {
        await body(store);
      } finally {
        await store.close();
      }
    });
  describe(`store ${name}`, () => {
    testValues(test, keyOf, ttlStepMs);
    testNames(test, keyOf);
    testVersions(test, keyOf);
    testLocks(test, keyOf, ttlStepMs);
  });
}

type Test = (title: string, body: (store: CacheStore) => Promise<void>) => void;
type KeyOf = (part: string) => string;

function testValues(test: Test, keyOf: KeyOf, ttlStepMs: number): void {
  test("has nothing under a key that was not set", async (store) => {
    check((await store.get(keyOf("absent"))) === null, "get must give null");
    const many = await store.getMany([keyOf("absent"), keyOf("absent too")]);
    check(many.length === 2 && many.every((bytes) => bytes === null), "getMany must give null for each");
  });
  test("gives back bytes as they were, also none and all there are", async (store) => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    for (const [part, bytes] of [
      ["all", all],
      ["none", Buffer.alloc(0)],
      ["large", Buffer.alloc(500_000, all)],
    ] as const) {
      check(await store.set(keyOf(part), bytes, 60_000), "set must give true");
      const got = await store.get(keyOf(part));
      check(got !== null && Buffer.compare(Buffer.from(got), bytes) === 0, `the value "${part}" changed`);
    }
  });
  test("gives many in the order they were asked for", async (store) => {
    for (const part of ["a", "b", "c"]) await store.set(keyOf(part), bytesOf(part), 60_000);
    const many = await store.getMany(["c", "absent", "a", "b", "a"].map(keyOf));
    check(many.map(textOf).join() === "c,,a,b,a", "getMany mixed values up");
  });
  test("takes long keys", async (store) => {
    const key = keyOf("x".repeat(1_000));
    await store.set(key, bytesOf("long"), 60_000);
    check(textOf(await store.get(key)) === "long", "a key of 1,000 letters was lost");
    check((await store.get(`${key}y`)) === null, "long keys are mixed up");
  });
  test("forgets a value at its end", async (store) => {
    await store.set(keyOf("short"), bytesOf("short"), ttlStepMs);
    await store.set(keyOf("long"), bytesOf("long"), 600_000);
    await until(async () => (await store.get(keyOf("short"))) === null, "a value outlived its end");
    check(textOf(await store.get(keyOf("long"))) === "long", "a value ended early");
  });
  test("deletes", async (store) => {
    for (const part of ["a", "b", "c"]) await store.set(keyOf(part), bytesOf(part), 60_000);
    await store.delete([keyOf("a"), keyOf("b"), keyOf("absent")]);
    const left = await store.getMany(["a", "b", "c"].map(keyOf));
    check(left.map(textOf).join() === ",,c", "delete removed the wrong ones");
    await store.delete([]);
  });
}

function testNames(test: Test, keyOf: KeyOf): void {
  test("keeps values, versions and locks of one name apart", async (store) => {
    const key = keyOf("name");
    const [version = ""] = await store.versions([key]);
    check((await store.get(key)) === null, "a version was read as a value");
    await store.set(key, bytesOf("value"), 60_000);
    check((await store.versions([key]))[0] === version, "a value was read as a version");
    const lock = await store.lock?.(key, 60_000);
    check(!store.lock || Boolean(lock), "a value was taken for a lock");
    for (const part of ["lock", "fence"]) {
      check((await store.get(`${key}:${part}`)) === null, `a ${part} was read as a value`);
      check((await store.get(`${part[0]}:${key}`)) === null, `a ${part} was read as a value`);
    }
    check(textOf(await store.get(key)) === "value", "a lock was written over a value");
  });
}

function testVersions(test: Test, keyOf: KeyOf): void {
  test("keeps versions until they are bumped", async (store) => {
    const tags = ["a", "b"].map(keyOf);
    const first = await store.versions(tags);
    check(first.length === 2 && first.every((version) => version !== ""), "a version must be some text");
    check((await store.versions(tags)).join() === first.join(), "versions changed by themselves");
    const [bumped] = await store.bump([keyOf("a")]);
    check(bumped !== first[0], "bump gave the old version");
    const after = await store.versions(tags);
    check(after[0] === bumped, "versions does not know what bump gave");
    check(after[1] === first[1], "bump changed another tag");
  });
  test("has one version for all who ask at once", async (store) => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => store.versions([keyOf("new")])));
    check(new Set(asked.map(String)).size === 1, "callers got different versions");
  });
}

function testLocks(test: Test, keyOf: KeyOf, ttlStepMs: number): void {
  test("gives a lock to one of many", async (store) => {
    const asked = await Promise.all(Array.from({ length: 20 }, async () => store.lock?.(keyOf("lock"), 60_000)));
    check(!store.lock || asked.filter(Boolean).length === 1, "not exactly one got the lock");
  });
  test("gives a released lock to the next, with a greater fence", async (store) => {
    const first = await store.lock?.(keyOf("lock"), 60_000);
    if (!first) return check(!store.lock, "a free lock was refused");
    check((await store.renew?.(keyOf("lock"), first, 60_000)) === true, "the holder could not renew");
    await store.release?.(keyOf("lock"), { ...first, token: "of another one" });
    check((await store.lock?.(keyOf("lock"), 60_000)) === null, "a stranger released the lock");
    await store.release?.(keyOf("lock"), first);
    const second = await store.lock?.(keyOf("lock"), 60_000);
    if (!second) throw new Error("The store does not conform: a released lock was refused");
    check(second.fence > first.fence, "the fence did not grow");
    check((await store.renew?.(keyOf("lock"), first, 60_000)) === false, "an old holder could renew");
  });
  test("takes a lock from a holder that does not renew, and refuses what that one writes later", async (store) => {
    const first = await store.lock?.(keyOf("lock"), ttlStepMs);
    if (!first) return check(!store.lock, "a free lock was refused");
    let second: Awaited<ReturnType<NonNullable<CacheStore["lock"]>>> | undefined = null;
    await until(async () => Boolean((second ??= await store.lock?.(keyOf("lock"), 60_000))), "the lock never ended");
    const { fence } = second ?? { fence: 0 };
    check(await store.set(keyOf("lock"), bytesOf("new"), 60_000, fence), "the holder could not write");
    check(!(await store.set(keyOf("lock"), bytesOf("old"), 60_000, first.fence)), "an old holder could write");
    check(textOf(await store.get(keyOf("lock"))) === "new", "an old holder's value was stored");
  });
  test("refuses what was made before the key was deleted", async (store) => {
    const lock = await store.lock?.(keyOf("lock"), 60_000);
    if (!lock) return check(!store.lock, "a free lock was refused");
    await store.delete([keyOf("lock")]);
    check(!(await store.set(keyOf("lock"), bytesOf("old"), 60_000, lock.fence)), "a deleted value came back");
    check((await store.get(keyOf("lock"))) === null, "a deleted value came back");
  });
}
