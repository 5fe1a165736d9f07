import { type Attribute, attribute, field, text } from "./wire.ts";

/** Prepared export requests: protobuf bytes whose ids and times are written anew before each sending. */

const SPANS = 1000;
const SPANS_A_TRACE = 10;
/** Offsets inside a span, whose first five fields have fixed places. */
const TRACE_ID = 2;
const SPAN_ID = 20;
const PARENT_ID = 30;
const START = 39;
const END = 48;

export interface ExportBody {
  bytes: Buffer;
  /** Where each span's content starts. */
  spanOffsets: number[];
}

/** One span of a shop's back end: ten attributes, as HTTP, database and cache instrumentations set them. */
function spanContent(service: number, index: number): Buffer {
  const route = (service * 7 + index) % 60;
  const kind = index % SPANS_A_TRACE === 0 ? 2 : index % 3 === 0 ? 3 : 1;
  const attributes: Attribute[] = [
    ["http.request.method", index % 4 === 0 ? "POST" : "GET"],
    ["http.route", `/api/v1/resource-${route}/:id`],
    ["url.path", `/api/v1/resource-${route}/${(index * 7919 + service) % 20_000}`],
    ["url.scheme", "https"],
    ["http.response.status_code", index % 97 === 0 ? 500 : 200],
    ["server.address", `backend-${route % 12}.internal`],
    ["server.port", 8443],
    ["user.id", `user-${(index * 31 + service * 13) % 5_000}`],
    ["network.protocol.version", "1.1"],
    ["cache.hit.ratio", ((index * 37) % 100) / 101],
  ];
  const ids = Buffer.alloc(57);
  ids.set([0x0a, 16], 0);
  ids.set([0x12, 8], 18);
  ids.set([0x22, 8], 28);
  ids[38] = 0x39;
  ids[47] = 0x41;
  return Buffer.concat([
    ids.subarray(0, 56),
    text(5, `GET /api/v1/resource-${route}/:id`),
    Uint8Array.of(0x30, kind),
    ...attributes.map((item) => attribute(9, item)),
    ...(index % 97 === 0 ? [field(15, Buffer.concat([text(2, "upstream failed"), Buffer.from([0x18, 2])]))] : []),
    Uint8Array.of(0x85, 0x01, 0x01, 0x01, 0, 0),
  ]);
}

/** A request of 1,000 spans of one service. */
export function createExportBody(service: number): ExportBody {
  const contents = Array.from({ length: SPANS }, (_, index) => spanContent(service, index));
  const resource = field(
    1,
    Buffer.concat(
      (
        [
          ["service.name", `bench-${service % 12}`],
          ["service.version", "1.4.2"],
          ["host.name", `host-${service}`],
          ["process.pid", 1000 + service],
          ["deployment.environment.name", "production"],
        ] as Attribute[]
      ).map((item) => attribute(1, item)),
    ),
  );
  const scope = field(1, Buffer.concat([text(1, "bench"), text(2, "1.0.0")]));
  const spans = contents.map((content) => field(2, content));
  const scopeSpans = field(2, Buffer.concat([scope, ...spans]));
  const bytes = field(1, Buffer.concat([resource, scopeSpans]));
  const spanOffsets: number[] = [];
  let end = bytes.length;
  for (let index = SPANS - 1; index >= 0; index--) {
    spanOffsets[index] = end - (contents[index]?.length ?? 0);
    end -= spans[index]?.length ?? 0;
  }
  return { bytes, spanOffsets };
}

/** xorshift: random enough for ids, cheap enough for 300,000 a second. */
let state = (Date.now() ^ (process.pid << 16)) | 1;
function nextWord(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state;
}

/** Gives every span new ids and times around now; ten spans in a row are one trace. */
export function freshen({ bytes, spanOffsets }: ExportBody): void {
  const now = BigInt(Date.now()) * 1_000_000n;
  const [words, spanId] = [new Int32Array(4), new Int32Array(2)];
  for (let index = 0; index < spanOffsets.length; index++) {
    const at = spanOffsets[index] ?? 0;
    const isRoot = index % SPANS_A_TRACE === 0;
    if (isRoot) for (let word = 0; word < 4; word++) words[word] = nextWord();
    for (let word = 0; word < 4; word++) bytes.writeInt32LE(words[word] ?? 0, at + TRACE_ID + word * 4);
    for (let word = 0; word < 2; word++) {
      bytes.writeInt32LE(isRoot ? 0 : (spanId[word] ?? 0), at + PARENT_ID + word * 4);
      spanId[word] = nextWord();
      bytes.writeInt32LE(spanId[word] ?? 0, at + SPAN_ID + word * 4);
    }
    const start = now - BigInt(index) * 50_000n;
    bytes.writeBigUInt64LE(start, at + START);
    bytes.writeBigUInt64LE(start + BigInt((nextWord() & 0x3fffff) + 10_000), at + END);
  }
}

export { SPANS as SPANS_A_REQUEST };
