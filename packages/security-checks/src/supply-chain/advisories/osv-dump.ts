import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Readable } from "node:stream";
import { AppError, toError } from "@plimsoll/core";
import { openPromise } from "yauzl";
import type { Advisory, AdvisorySource } from "../advisory.ts";
import { normalName } from "../purl.ts";
import { readAdvisory } from "./read-advisory.ts";

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
      for await (const bytes of recordsIn(path, 0)) {
        signal.throwIfAborted();
        const read = parseRecord(bytes);
        if (!read) continue;
        records++;
        if (read.modified !== null && (dataFrom === null || read.modified > dataFrom)) dataFrom = read.modified;
        for (const { ecosystem } of read.advisory.affected) ecosystems.add(ecosystem);
        const isWanted = ({ ecosystem, name }: { ecosystem: string; name: string }) =>
          wanted.has(`${ecosystem}:${normalName(ecosystem, name)}`);
        if (read.advisory.affected.some(isWanted)) advisories.push(read.advisory);
      }
      if (records === 0) throw new AppError("UNAVAILABLE", `There is no OSV record in ${path}.`);
      return { advisories, dataFrom, ecosystems: [...ecosystems] };
    },
  };
}

async function* recordsIn(path: string, depth: number): AsyncGenerator<Buffer> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new AppError("UNAVAILABLE", `The OSV data in ${path} cannot be read: ${toError(cause).message}.`, { cause });
  });
  if (entry.isDirectory()) {
    if (depth > MAX_DEPTH) return;
    for (const name of (await readdir(path)).sort()) yield* recordsIn(join(path, name), depth + 1);
  } else if (extname(path) === ".json" && entry.size <= MAX_RECORD_BYTES) {
    yield await readFile(path);
  } else if (extname(path) === ".zip") {
    yield* recordsOfZip(path);
  }
}

async function* recordsOfZip(path: string): AsyncGenerator<Buffer> {
  try {
    const zip = await openPromise(path, { autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        if (!entry.fileName.endsWith(".json") || entry.uncompressedSize > MAX_RECORD_BYTES) continue;
        yield await readAll(await zip.openReadStreamPromise(entry));
      }
    } finally {
      zip.close();
    }
  } catch (thrown) {
    const { message } = toError(thrown);
    throw new AppError("UNAVAILABLE", `The OSV data in ${path} cannot be read: ${message}.`, { cause: thrown });
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parseRecord(bytes: Buffer) {
  try {
    return readAdvisory(JSON.parse(bytes.toString("utf8")));
  } catch {
    return null;
  }
}
