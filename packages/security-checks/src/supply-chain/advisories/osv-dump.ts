import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { AppError, toError } from "@plimsoll/core";
import type { Advisory, AdvisorySource } from "../advisory.ts";
import { isRecord, recordsIn, textIn } from "../lock-files/lock-file-reader.ts";
import { normalName } from "../purl.ts";
import { laterOf, readAdvisory, recordDate } from "./read-advisory.ts";
import { readZip } from "./read-zip.ts";

/** A larger record is left out; OSV's largest have about 1 MB. */
const MAX_RECORD_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 6;

/**
 * A dump of OSV's data on disk: a `.zip` as https://osv-vulnerabilities.storage.googleapis.com has one for each ecosystem,
 * a `.json` record, or a folder of either, nested. It is read anew for each scan, one record at a time, so that a new dump
 * counts at once and memory does not grow with it.
 */
export function createOsvDump(path: string): AdvisorySource {
  return {
    name: `the OSV data in ${path}`,
    async find(components, signal) {
      const wanted = new Set(components.map(({ ecosystem, name }) => `${ecosystem}:${name}`));
      const advisories: Advisory[] = [];
      const ecosystems = new Set<string>();
      let dataFrom: string | null = null;
      let records = 0;
      for await (const bytes of filesOf(path, 0)) {
        signal.throwIfAborted();
        const record = parseRecord(bytes);
        if (!record) continue;
        records++;
        dataFrom = laterOf(dataFrom, recordDate(record));
        // Most records concern others: they are not looked at any further.
        const packages = packagesOf(record);
        for (const { ecosystem } of packages) ecosystems.add(ecosystem);
        if (!packages.some(({ ecosystem, name }) => wanted.has(`${ecosystem}:${normalName(ecosystem, name)}`)))
          continue;
        const advisory = readAdvisory(record);
        if (advisory) advisories.push(advisory);
      }
      if (records === 0) throw new AppError("UNAVAILABLE", `There is no OSV record in ${path}.`);
      return { advisories, dataFrom, ecosystems: [...ecosystems] };
    },
  };
}

async function* filesOf(path: string, depth: number): AsyncGenerator<Uint8Array> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new AppError("UNAVAILABLE", `The OSV data in ${path} cannot be read: ${toError(cause).message}.`, { cause });
  });
  if (entry.isDirectory()) {
    if (depth > MAX_DEPTH) return;
    for (const name of (await readdir(path)).sort()) yield* filesOf(join(path, name), depth + 1);
  } else if (extname(path) === ".json" && entry.size <= MAX_RECORD_BYTES) {
    yield await readFile(path);
  } else if (extname(path) === ".zip") {
    yield* readZip(path, (name) => name.endsWith(".json"), MAX_RECORD_BYTES);
  }
}

/** Null for what is no record with an id. */
function parseRecord(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const record: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(record) && textIn(record["id"]) !== undefined ? record : null;
  } catch {
    return null;
  }
}

function packagesOf(record: Record<string, unknown>): { ecosystem: string; name: string }[] {
  return recordsIn(record["affected"]).flatMap(({ package: named }) => {
    const { ecosystem, name } = isRecord(named) ? named : {};
    if (typeof ecosystem !== "string" || typeof name !== "string") return [];
    return [{ ecosystem: ecosystem.split(":")[0] ?? "", name }];
  });
}
