import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { inflateRawSync } from "node:zlib";
import { AppError, toError } from "@plimsoll/core";

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The last record of an archive, and the longest comment that can follow it. */
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const MAX_DIRECTORY_BYTES = 512 * 1024 * 1024;
const LOCAL_HEADER_BYTES = 30;
const DEFLATED = 8;
/** After so many files others get their turn. */
const FILES_AT_A_TIME = 200;

interface ZipEntry {
  name: string;
  method: number;
  packedBytes: number;
  bytes: number;
  offset: number;
}

/**
 * The files of a zip archive (APPNOTE 6.3) whose names are wanted, one after another and unpacked; those larger than
 * `maxBytes` or encrypted are left out. OSV's archives have hundreds of thousands of files of a few kilobytes: libraries that
 * open a stream for each take minutes for them. Throws AppError UNAVAILABLE for an archive that cannot be read.
 */
export async function* readZip(
  path: string,
  isWanted: (name: string) => boolean,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    let count = 0;
    for (const entry of entriesOf(readDirectory(file))) {
      if (!isWanted(entry.name) || entry.bytes > maxBytes) continue;
      if (++count % FILES_AT_A_TIME === 0) await setImmediate();
      yield readEntry(file, entry, maxBytes);
    }
  } catch (thrown) {
    throw new AppError("UNAVAILABLE", `${path} cannot be read: ${toError(thrown).message}.`, { cause: thrown });
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** The list of files at the archive's end, as bytes. */
function readDirectory(file: number): Buffer {
  const { size } = fstatSync(file);
  const tailBytes = Math.min(size, END_BYTES + MAX_COMMENT_BYTES);
  const tail = readAt(file, size - tailBytes, tailBytes);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error("it is no zip archive");
  let bytes = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  // More than 65,535 files or 4 GB: the numbers are in records of their own.
  if (end >= 20 && tail.readUInt32LE(end - 20) === END_64_LOCATOR) {
    const end64 = readAt(file, Number(tail.readBigUInt64LE(end - 12)), 56);
    if (end64.readUInt32LE(0) !== END_64) throw new Error("its directory is not where it should be");
    bytes = Number(end64.readBigUInt64LE(40));
    offset = Number(end64.readBigUInt64LE(48));
  }
  if (bytes > MAX_DIRECTORY_BYTES) throw new Error("it has too many files");
  return readAt(file, offset, bytes);
}

function* entriesOf(directory: Buffer): Generator<ZipEntry> {
  for (let at = 0; at + 46 <= directory.length; ) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new Error("its directory is broken");
    const nameBytes = directory.readUInt16LE(at + 28);
    const entry = {
      name: directory.toString("utf8", at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    if (entry.offset === 0xffff_ffff) throw new Error("archives of more than 4 GB are not read");
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    if (!isEncrypted) yield entry;
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

function readEntry(file: number, { offset, packedBytes, method }: ZipEntry, maxBytes: number): Uint8Array {
  const header = readAt(file, offset, LOCAL_HEADER_BYTES);
  if (header.readUInt32LE(0) !== LOCAL) throw new Error("a file is not where it should be");
  const dataStart = offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = readAt(file, dataStart, Math.min(packedBytes, maxBytes));
  return method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: maxBytes }) : packed;
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, position) < length) throw new Error("it ends too early");
  return buffer;
}
