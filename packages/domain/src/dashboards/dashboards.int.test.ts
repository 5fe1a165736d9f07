import { dashboardsCreateInputSchema, loadConfig } from "@plimsoll/core";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { closePlatform, openPlatform } from "../system/open-platform.ts";
import { prepareStores } from "../system/prepare-stores.ts";
import { createDashboard, getDashboard, listDashboards, removeDashboard, updateDashboard } from "./dashboards.ts";

const ada: Caller = { projectId: "default", actor: "Ada" };
const eve: Caller = { projectId: "other", actor: "Eve" };

const board = (name: string, titles: string[] = ["Requests"]) =>
  dashboardsCreateInputSchema.parse({
    name,
    variables: [{ name: "service", label: "service", metric: "http.server.request.duration" }],
    tiles: titles.map((title, at) => ({
      id: `t${at}`,
      title,
      kind: "line",
      x: 0,
      y: at * 4,
      width: 6,
      height: 4,
      queries: [
        {
          metric: "http.server.request.duration",
          aggregation: "p95",
          where: [{ label: "service", op: "=", values: ["$service"] }],
        },
      ],
    })),
  });

describe("dashboards", () => {
  let stores: TestStores;
  let platform: Platform;
  beforeAll(async () => {
    stores = await startTestStores();
    const config = loadConfig({
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      PLIMSOLL_SELF_TRACING: "false",
    });
    await prepareStores(config);
    platform = openPlatform(config);
    await platform.db.project.create({ data: { id: "other", name: "Other" } });
  });
  afterAll(async () => {
    if (platform) await closePlatform(platform);
    await stores?.stop();
  });
  afterEach(async () => {
    await platform.db.dashboard.deleteMany();
  });

  it("are kept, changed and removed, which is recorded", async () => {
    const { id } = await createDashboard(platform, ada, board("Shop"));
    await expect(createDashboard(platform, ada, board("Shop"))).rejects.toMatchObject({ code: "CONFLICT" });
    const before = await getDashboard(platform, "default", id);
    expect(before).toMatchObject({ ...board("Shop"), createdBy: "Ada", updatedBy: "Ada" });
    const change = { id, ...board("Shop", ["Requests", "Errors"]), updatedAt: before.updatedAt };
    const { updatedAt } = await updateDashboard(platform, { ...ada, actor: "Bob" }, change);
    const items = await listDashboards(platform, "default", { limit: 10 });
    expect(items).toEqual([{ id, name: "Shop", description: "", tiles: 2, updatedAt, updatedBy: "Bob" }]);
    await removeDashboard(platform, ada, id);
    expect(await listDashboards(platform, "default", { limit: 10 })).toEqual([]);
    await expect(getDashboard(platform, "default", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const audit = await platform.db.auditEntry.findMany({
      where: { subject: `dashboard:${id}` },
      orderBy: { at: "asc" },
    });
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ["dashboard.create", "Ada"],
      ["dashboard.update", "Bob"],
      ["dashboard.delete", "Ada"],
    ]);
  });

  it("are not overwritten by one who did not see the last change, however quickly they save", async () => {
    const { id } = await createDashboard(platform, ada, board("Shop"));
    const { updatedAt } = await getDashboard(platform, "default", id);
    const saves = ["A", "B", "C"].map((title) =>
      updateDashboard(platform, ada, { id, ...board("Shop", [title]), updatedAt }),
    );
    const results = await Promise.allSettled(saves);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
    }
  });

  it("are of one project alone", async () => {
    const { id } = await createDashboard(platform, ada, board("Shop"));
    await createDashboard(platform, eve, board("Shop"));
    const missing = { code: "NOT_FOUND" };
    await expect(getDashboard(platform, "other", id)).rejects.toMatchObject(missing);
    await expect(removeDashboard(platform, eve, id)).rejects.toMatchObject(missing);
    const { updatedAt } = await getDashboard(platform, "default", id);
    await expect(updateDashboard(platform, eve, { id, ...board("Mine"), updatedAt })).rejects.toMatchObject(missing);
    expect(await listDashboards(platform, "other", { limit: 10 })).toHaveLength(1);
  });

  it("of a version that is no longer understood are listed, and say so when they are opened", async () => {
    const data = { id: "dsh_old", projectId: "default", name: "Old", createdBy: "Ada", updatedBy: "Ada" };
    await platform.db.dashboard.create({ data: { ...data, definition: { panels: [] } } });
    expect(await listDashboards(platform, "default", { limit: 10 })).toMatchObject([{ id: "dsh_old", tiles: 0 }]);
    await expect(getDashboard(platform, "default", "dsh_old")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
