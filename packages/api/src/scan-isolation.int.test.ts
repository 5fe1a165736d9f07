import { type KeyScope, loadConfig, type Principal } from "@plimsoll/core";
import {
  closePlatform,
  LiveJobs,
  LiveTraces,
  openPlatform,
  type Platform,
  prepareStores,
  runScan,
} from "@plimsoll/domain";
import { createAuth } from "@plimsoll/domain/accounts";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCaller } from "./root.ts";

const SECRET = "swordfish-4711";
const PLIMSOLL_SECRET = "s".repeat(32);
let stores: TestStores;
let platform: Platform;

function callerOf(projectId: string, scope: KeyScope = "admin") {
  const auth = createAuth(platform.db, { ...platform.config, PLIMSOLL_SECRET });
  const live = { live: new LiveTraces(platform), liveJobs: new LiveJobs(platform) };
  const name = `key of ${projectId}`;
  const principal: Principal = { kind: "apiKey", keyId: `key_${projectId}`, name, scopes: [scope], projectId };
  return createCaller({ platform, auth, ...live, principal });
}

beforeAll(async () => {
  stores = await startTestStores();
  const config = loadConfig({
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
    PLIMSOLL_SELF_TRACING: "false",
    PLIMSOLL_SECRET,
    PLIMSOLL_OSV_URL: "off",
  });
  await prepareStores(config);
  platform = openPlatform(config);
  for (const id of ["one", "two"]) await platform.db.project.create({ data: { id, name: id } });
});
afterAll(async () => {
  if (platform) await closePlatform(platform);
  await stores?.stop();
});

/** A private key: what secretlint finds in any tree. Put together here so that it is none in this file. */
const KEY = ["-----BEGIN RSA", "PRIVATE KEY-----"].join(" ");

it("what one project scans and found is out of reach to another's key; secrets are shown to nobody", async () => {
  const one = callerOf("one");
  const two = callerOf("two");
  const { id: targetId } = await one.scans.addTarget({ name: "shop", origin: "https://shop.example" });
  const headers = { authorization: `Bearer ${SECRET}` };
  const { id: credentialId } = await one.scans.addCredential({ targetId, name: "Ada", headers });
  const files = [
    { path: "deploy.pem", text: `${KEY}\n${"MIIEpAIBAAKCAQEA".repeat(8)}\n-----END RSA PRIVATE KEY-----\n` },
  ];
  const { id: scanId, targetId: codeId } = await one.scans.upload({ name: "shop-api", files });
  await runScan(platform, scanId, { signal: new AbortController().signal });
  const [finding] = (await one.findings.list({ targetId: codeId })).items;
  const id = finding?.id ?? expect.fail("the planted key was not found");

  const none = { code: "NOT_FOUND" };
  await expect(two.scans.target({ id: targetId })).rejects.toMatchObject(none);
  await expect(two.scans.updateTarget({ id: targetId, name: "mine" })).rejects.toMatchObject(none);
  await expect(two.scans.removeTarget({ id: targetId })).rejects.toMatchObject(none);
  await expect(two.scans.addCredential({ targetId, name: "Eve", headers })).rejects.toMatchObject(none);
  await expect(two.scans.removeCredential({ id: credentialId })).rejects.toMatchObject(none);
  await expect(two.scans.start({ targetId: codeId })).rejects.toMatchObject(none);
  await expect(two.scans.deploy({ origin: "https://shop.example", build: "1" })).rejects.toMatchObject(none);
  await expect(two.scans.get({ scanId })).rejects.toMatchObject(none);
  await expect(two.scans.cancel({ scanId })).rejects.toMatchObject(none);
  await expect(two.scans.export({ scanId, format: "sarif" })).rejects.toMatchObject(none);
  await expect((await two.scans.live({ scanId }))[Symbol.asyncIterator]().next()).rejects.toMatchObject(none);
  await expect(two.findings.get({ id })).rejects.toMatchObject(none);
  await expect(two.findings.comment({ id, text: "mine" })).rejects.toMatchObject(none);
  await expect(two.findings.reopen({ id, reason: "mine" })).rejects.toMatchObject(none);
  await expect(two.findings.setDue({ id, dueAt: null })).rejects.toMatchObject(none);
  await expect(two.findings.setOwner({ ids: [id], owner: "Eve" })).rejects.toMatchObject(none);
  await expect(two.findings.summary({ targetId: codeId })).rejects.toMatchObject(none);
  await expect(two.findings.export({ targetId: codeId, format: "vex" })).rejects.toMatchObject(none);
  const everything = await Promise.all([
    two.scans.overview(),
    two.scans.targets(),
    two.scans.list({}),
    two.scans.list({ targetId: codeId }),
    two.findings.list({ states: [] }),
    two.findings.list({ states: [], scanId }),
    two.findings.summary({}),
  ]);
  expect(JSON.stringify(everything)).not.toMatch(new RegExp(`shop|${scanId}|${id}`));

  const viewer = callerOf("one", "read");
  const seen = await Promise.all([
    viewer.scans.target({ id: targetId }),
    viewer.scans.target({ id: codeId }),
    viewer.scans.get({ scanId }),
    viewer.findings.get({ id }),
    viewer.scans.export({ scanId, format: "sarif" }),
  ]);
  expect(seen).toMatchObject([{ credentials: [{ name: "Ada" }] }, { kind: "files" }, { state: "done" }, { id }, {}]);
  expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${SECRET}|MIIEpAIBAAKCAQEA`));
});
