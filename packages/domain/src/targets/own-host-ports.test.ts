import { loadConfig } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { ownHostPorts } from "./own-host-ports.ts";

const portsOf = (env: Record<string, string>) => ownHostPorts(loadConfig(env)).slice(3);

describe("ownHostPorts", () => {
  it("has the servers of this instance", () => {
    expect(ownHostPorts(loadConfig({ PLIMSOLL_HOST: "0.0.0.0", PLIMSOLL_WEB_PORT: "8080" }))).toEqual([
      { host: "0.0.0.0", port: 8080 },
      { host: "0.0.0.0", port: 4318 },
      { host: "0.0.0.0", port: 4317 },
    ]);
  });

  it.each([
    ["postgresql://u:p%40ss@db.internal/plimsoll?sslmode=require", [{ host: "db.internal", port: 5432 }]],
    ["postgres://u:p@[::1]:6543/x", [{ host: "::1", port: 6543 }]],
    [
      "postgresql://u:p@one:1,two/x",
      [
        { host: "one", port: 1 },
        { host: "two", port: 5432 },
      ],
    ],
  ])("reads DATABASE_URL %s", (url, expected) => {
    expect(portsOf({ DATABASE_URL: url })).toEqual(expected);
  });

  it.each([
    ["redis://127.0.0.1", [{ host: "127.0.0.1", port: 6379 }]],
    ["rediss://:secret@cache:6380/2", [{ host: "cache", port: 6380 }]],
    [
      "redis+sentinel://s1,s2:26380/main",
      [
        { host: "s1", port: 26_379 },
        { host: "s2", port: 26_380 },
      ],
    ],
    [
      "redis+cluster://u:p@n1:7000,n2:7001",
      [
        { host: "n1", port: 7000 },
        { host: "n2", port: 7001 },
      ],
    ],
  ])("reads REDIS_URL %s", (url, expected) => {
    expect(portsOf({ REDIS_URL: url })).toEqual(expected);
  });

  it("reads CLICKHOUSE_URL", () => {
    expect(portsOf({ CLICKHOUSE_URL: "https://u:p@clickhouse.internal:8443" })).toEqual([
      { host: "clickhouse.internal", port: 8443 },
    ]);
  });
});
