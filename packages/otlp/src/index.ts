export { MalformedRequest } from "./wire/malformed-request.ts";
export type { RequestIdentity, SpanReference } from "./rows/request-identity.ts";
export { type AppendResult, SpanBatch } from "./span-batch.ts";
