import type { Database } from "@plimsoll/db";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newEndpointSecret, sealEndpointSecret } from "../job-endpoints/endpoint-secret.ts";
import { EndpointFinder } from "./endpoint-finder.ts";

const config = { PLIMSOLL_SECRET: "s".repeat(32) };
const secret = newEndpointSecret();
const row = {
  id: "jep_1",
  name: "default",
  url: "https://example.com/jobs",
  secret: sealEndpointSecret(config, secret),
};
let asked = 0;
let answer: () => Promise<unknown>;
let finder: EndpointFinder;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  answer = async () => row;
  const jobEndpoint = { findUnique: () => ((asked += 1), answer()) };
  const db = { jobEndpoint, jobQueue: { findUnique: async () => null } };
  finder = new EndpointFinder(db as unknown as Database, config);
});
afterEach(() => vi.useRealTimers());
const find = (target: string | null = "default") => finder.find("default", "emails", target);

describe("EndpointFinder", () => {
  it("asks once a second, however many jobs ask, and opens the secret", async () => {
    const found = await Promise.all(Array.from({ length: 100 }, () => find()));
    expect(found[99]).toMatchObject({ id: "jep_1", secret });
    expect(asked).toBe(1);
    vi.advanceTimersByTime(999);
    await find();
    expect(asked).toBe(1);
    vi.advanceTimersByTime(1);
    await find();
    expect(asked).toBe(2);
  });

  it("sees a removed endpoint a second later, and remembers that there is none", async () => {
    await find();
    answer = async () => null;
    vi.advanceTimersByTime(1000);
    expect(await find()).toBeNull();
    expect(await find()).toBeNull();
    expect(asked).toBe(2);
  });

  it("goes on with what it knew while the database is away, five minutes at most", async () => {
    await find();
    answer = () => Promise.reject(new Error("ECONNREFUSED"));
    for (let second = 1; second < 300; second += 1) {
      vi.advanceTimersByTime(1000);
      expect(await find()).toMatchObject({ id: "jep_1" });
    }
    vi.advanceTimersByTime(1000);
    await expect(find()).rejects.toMatchObject({ name: "Postpone" });
  });

  it("postpones a job, which costs no attempt, when it knows nothing and the database is away", async () => {
    answer = () => Promise.reject(new Error("ECONNREFUSED"));
    await expect(find("other")).rejects.toMatchObject({ name: "Postpone", delayMs: 2000 });
    answer = async () => row;
    vi.advanceTimersByTime(1000);
    expect(await find("other")).toMatchObject({ id: "jep_1" });
  });

  it("keeps a bounded number", async () => {
    for (let index = 0; index < 5001; index += 1) await find(`endpoint-${index}`);
    await find("endpoint-0");
    expect(asked).toBe(5002);
    await find("endpoint-5000");
    expect(asked).toBe(5002);
  });
});
