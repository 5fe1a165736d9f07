import { MalformedRequest } from "../wire/malformed-request.ts";

const LITERAL = 0;
const COPY_1 = 1;
const COPY_2 = 2;
const LONGEST_SHORT_LITERAL = 60;

/**
 * The length that a snappy block says it has when decompressed, and where its data starts. Nothing is allocated yet: the
 * caller compares it with its limit first. Throws MalformedRequest.
 */
export function snappyLength(block: Uint8Array): { length: number; start: number } {
  let length = 0;
  for (let index = 0; index < 5 && index < block.length; index++) {
    const byte = block[index] as number;
    length += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) return { length, start: index + 1 };
  }
  throw new MalformedRequest("the body is not a snappy block");
}

/**
 * Decompresses a block in snappy's raw format, the one of Prometheus' remote-write:
 * https://github.com/google/snappy/blob/main/format_description.txt. Throws MalformedRequest for a block that does not
 * have exactly the length it says, or refers to bytes that there are not.
 */
export function decodeSnappy(block: Uint8Array): Uint8Array {
  const { length, start } = snappyLength(block);
  const out = new Uint8Array(length);
  let at = start;
  let written = 0;
  while (at < block.length) {
    const tag = block[at++] as number;
    const type = tag & 3;
    if (type === LITERAL) {
      let size = tag >>> 2;
      if (size >= LONGEST_SHORT_LITERAL) {
        const bytes = size - LONGEST_SHORT_LITERAL + 1;
        size = readLittleEndian(block, at, bytes);
        at += bytes;
      }
      size++;
      if (at + size > block.length || written + size > length) throw broken(at);
      out.set(block.subarray(at, at + size), written);
      at += size;
      written += size;
      continue;
    }
    const bytes = type === COPY_1 ? 1 : type === COPY_2 ? 2 : 4;
    const size = type === COPY_1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset = readLittleEndian(block, at, bytes) + (type === COPY_1 ? (tag >>> 5) * 256 : 0);
    at += bytes;
    if (offset === 0 || offset > written || written + size > length) throw broken(at);
    // Byte by byte: the copy may overlap what it writes.
    for (let index = 0; index < size; index++, written++) out[written] = out[written - offset] as number;
  }
  if (written !== length) throw broken(at);
  return out;
}

function readLittleEndian(block: Uint8Array, at: number, bytes: number): number {
  if (at + bytes > block.length) throw broken(at);
  let value = 0;
  for (let index = 0; index < bytes; index++) value += (block[at + index] as number) * 2 ** (8 * index);
  return value;
}

function broken(at: number): MalformedRequest {
  return new MalformedRequest(`the snappy block is broken at byte ${at}`);
}
