import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { createGuardedAgent } from "@plimsoll/outbound";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OSV_RECORDS } from "../../testing/advisories.ts";
import { componentOf } from "../purl.ts";
import { createOsvApi, type OsvApiOptions } from "./osv-api.ts";
import { createOsvDump } from "./osv-dump.ts";

const { signal } = new AbortController();
const lodash = componentOf("npm", "lodash", "4.17.20", { file: "package-lock.json" });
const django = componentOf("PyPI", "Django", "4.2.1", { file: "requirements.txt" });

describe("the OSV service", () => {
  const agent = createGuardedAgent({ forbidden: [] });
  const seen: { path: string; body: string }[] = [];
  let answer: (path: string, body: string, response: ServerResponse) => void;
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ path: request.url ?? "", body });
      answer(request.url ?? "", body, response);
    });
  });
  let url = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => seen.splice(0));
  afterAll(async () => {
    await agent.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const api = (options: Partial<OsvApiOptions> = {}) =>
    createOsvApi({ agent, url, allowPrivate: true, retryAfterMs: [0, 0], ...options });

  /** As the service does: ids for a batch, in two pages, and a record for each id. */
  function behave(path: string, body: string, response: ServerResponse): void {
    if (path === "/v1/querybatch") {
      const { queries } = JSON.parse(body) as { queries: { package: { name: string }; page_token?: string }[] };
      const results = queries.map(({ package: { name }, page_token }) => {
        if (name !== "lodash") return {};
        if (page_token) return { vulns: [{ id: "MAL-2025-46974", modified: "2026" }] };
        return { vulns: [{ id: "GHSA-35jh-r3h4-6jhm", modified: "2026" }], next_page_token: "more" };
      });
      response.end(JSON.stringify({ results }));
      return;
    }
    const record = OSV_RECORDS.find(({ id }) => path === `/v1/vulns/${id}`);
    response.statusCode = record ? 200 : 404;
    response.end(JSON.stringify(record ?? { code: 5 }));
  }

  it("is asked for names and versions in one batch, page by page, then for each advisory once", async () => {
    answer = behave;
    const source = api();
    const { advisories, dataFrom } = await source.find([lodash, django, { ...lodash, file: "other" }], signal);
    expect(advisories.map(({ id }) => id)).toEqual(["GHSA-35jh-r3h4-6jhm", "MAL-2025-46974"]);
    expect(dataFrom).toBeNull();
    expect(JSON.parse(seen[0]!.body)).toEqual({
      queries: [
        { package: { ecosystem: "npm", name: "lodash" }, version: "4.17.20" },
        { package: { ecosystem: "PyPI", name: "django" }, version: "4.2.1" },
      ],
    });
    expect(seen.map(({ path }) => path)).toEqual([
      "/v1/querybatch",
      "/v1/querybatch",
      "/v1/vulns/GHSA-35jh-r3h4-6jhm",
      "/v1/vulns/MAL-2025-46974",
    ]);
    await source.find([lodash], signal);
    expect(seen.filter(({ path }) => path.startsWith("/v1/vulns/"))).toHaveLength(2);
  });

  it("is tried again when it is down for a moment", async () => {
    let failures = 2;
    answer = (path, body, response) => {
      if (failures-- > 0) response.writeHead(503).end();
      else behave(path, body, response);
    };
    expect((await api().find([lodash], signal)).advisories).toHaveLength(2);
  });

  it.each<[string, typeof answer]>([
    ["a status", (_, __, response) => response.writeHead(500).end("{}")],
    ["what is no JSON", (_, __, response) => response.end("<html>")],
    ["another form", (_, __, response) => response.end('{"results":[]}')],
    [
      "an advisory that is none",
      (path, body, response) => (path === "/v1/querybatch" ? behave(path, body, response) : response.end("{}")),
    ],
    ["pages without an end", (_, __, response) => response.end('{"results":[{"next_page_token":"more"}]}')],
  ])("that answers with %s is UNAVAILABLE", async (_, wrong) => {
    answer = wrong;
    await expect(api().find([lodash], signal)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("that does not answer is a TIMEOUT", async () => {
    answer = () => undefined;
    await expect(api({ timeoutMs: 100, retryAfterMs: [] }).find([lodash], signal)).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  it("in a private network is not called unless it may be", async () => {
    await expect(api({ allowPrivate: false }).find([lodash], signal)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(seen).toEqual([]);
  });

  it("is not asked about nothing", async () => {
    expect((await api().find([], signal)).advisories).toEqual([]);
    expect(seen).toEqual([]);
  });
});

describe("a dump of OSV", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "osv-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  it("is a folder of records and zip files, of which those that concern a package are read", async () => {
    const [npm, ...others] = OSV_RECORDS;
    await write(
      "all/npm/all.zip",
      zipOf({ "GHSA-35jh-r3h4-6jhm.json": JSON.stringify(npm), "broken.json": "{", "README.md": "x" }),
    );
    for (const one of others) await write(`all/other/${one.id}.json`, JSON.stringify(one));
    const found = await createOsvDump(join(folder, "all")).find([lodash, django], signal);
    expect(found.advisories.map(({ id }) => id).sort()).toEqual(["GHSA-35jh-r3h4-6jhm", "PYSEC-2023-100"]);
    expect(found.dataFrom).toBe("2026-11-15T00:00:00Z");
    expect([...found.ecosystems!].sort()).toEqual(["Go", "Maven", "PyPI", "crates.io", "npm"]);
  });

  it("is a single zip file", async () => {
    const path = await write("npm.zip", zipOf({ "a.json": JSON.stringify(OSV_RECORDS[0]) }));
    expect((await createOsvDump(path).find([lodash], signal)).advisories).toHaveLength(1);
  });

  it("has more files than the first form of the format can count", async () => {
    const path = await write("many.zip", zipOf({ "a.json": JSON.stringify(OSV_RECORDS[0]) }, true));
    expect((await createOsvDump(path).find([lodash], signal)).advisories).toHaveLength(1);
  });

  it("that is missing, empty or broken is UNAVAILABLE", async () => {
    const paths = [
      join(folder, "missing"),
      await write("empty.zip", zipOf({})),
      await write("broken.zip", "PK no zip"),
    ];
    for (const path of paths) {
      await expect(createOsvDump(path).find([lodash], signal)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    }
  });

  it("is left when the scan ends", async () => {
    const path = await write("ended.zip", zipOf({ "a.json": JSON.stringify(OSV_RECORDS[0]) }));
    await expect(createOsvDump(path).find([lodash], AbortSignal.abort(new Error("over")))).rejects.toThrow("over");
  });
});

/** A zip file of texts, deflated; with `is64` where its directory is stands in the records of the format's second form. */
function zipOf(files: Record<string, string>, is64 = false): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const packed = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    locals.push(Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), packed);
    central.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), common, entry, Buffer.from(name));
    offset += 4 + common.length + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(is64 ? 0xffff : Object.keys(files).length, 6);
  end.writeUInt32LE(is64 ? 0xffffffff : directory.length, 8);
  end.writeUInt32LE(is64 ? 0xffffffff : offset, 12);
  const end64 = Buffer.alloc(52);
  end64.writeBigUInt64LE(BigInt(directory.length), 36);
  end64.writeBigUInt64LE(BigInt(offset), 44);
  const locator = Buffer.alloc(16);
  locator.writeBigUInt64LE(BigInt(offset + directory.length), 4);
  const ends64 = [Buffer.from("PK\u0006\u0006"), end64, Buffer.from("PK\u0006\u0007"), locator];
  return Buffer.concat([...locals, directory, ...(is64 ? ends64 : []), Buffer.from("PK\u0005\u0006"), end]);
}
