import { loadScriptSchema } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import {
  closed,
  constant,
  defineLoadTest,
  get,
  group,
  open,
  post,
  ramp,
  request,
  scenario,
  think,
  users,
} from "./define-load-test.ts";

describe("a load test in TypeScript", () => {
  it("is the same as its JSON", () => {
    const script = defineLoadTest({
      baseUrl: "https://shop.example",
      load: open(ramp(0, 200, "30s"), constant(200, "2m")),
      thresholds: ["p95 < 250ms"],
      scenarios: [
        scenario("browse", [get("/products", { name: "products" }), think("1s", "1.5s")], 3),
        scenario("buy", [
          group("checkout", [
            post("/cart", { json: { sku: "{{$uuid}}" } }),
            request("PUT", "/pay", { body: "card" }),
            think(250),
          ]),
        ]),
      ],
    });
    expect(JSON.parse(JSON.stringify(script))).toEqual({
      baseUrl: "https://shop.example",
      load: {
        mode: "open",
        stages: [
          { startRate: 0, rate: 200, durationMs: 30_000 },
          { rate: 200, durationMs: 120_000 },
        ],
      },
      thresholds: ["p95 < 250ms"],
      scenarios: [
        {
          name: "browse",
          weight: 3,
          steps: [
            { type: "request", method: "GET", url: "/products", name: "products" },
            { type: "think", minMs: 1_000, maxMs: 1_500 },
          ],
        },
        {
          name: "buy",
          steps: [
            {
              type: "group",
              name: "checkout",
              steps: [
                { type: "request", method: "POST", url: "/cart", body: { type: "json", json: { sku: "{{$uuid}}" } } },
                { type: "request", method: "PUT", url: "/pay", body: { type: "text", text: "card" } },
                { type: "think", minMs: 250, maxMs: 250 },
              ],
            },
          ],
        },
      ],
    });
    expect(loadScriptSchema.safeParse(script).success).toBe(true);
  });

  it("may have virtual users", () => {
    expect(closed(users(10, "1m", 0), users(10, "1h"))).toEqual({
      mode: "closed",
      stages: [
        { users: 10, startUsers: 0, durationMs: 60_000 },
        { users: 10, durationMs: 3_600_000 },
      ],
    });
  });

  it("says what does not fit", () => {
    expect(() => defineLoadTest({ load: open(constant(-1, "1s")), scenarios: [scenario("a", [get("/")])] })).toThrow(
      "rate",
    );
    // @ts-expect-error: no such unit
    expect(() => think("1 day")).toThrow("no length of time");
  });
});
