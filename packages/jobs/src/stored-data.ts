import { AppError } from "@plimsoll/core";
import type { AppJobEnvelope } from "./app-job.ts";
import type { QueueKind } from "./names.ts";

/**
 * How data lies in the store: the payload as JSON text inside JSON, last. As text it keeps its bytes on either backend
 * (jsonb would order keys, round numbers and refuse \u0000), is found as users typed it, and need not be parsed to list.
 */
export const PAYLOAD_MARK = '"payload":"';
/** Before the payload comes the job's name, so that a search on Redis reads one field for both. */
export const NAME_MARK = '"name":"';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** NewJob.data as it is stored; `foreign` data is left as the app's own library would store it. */
export function encodeData(kind: QueueKind | "foreign", name: string, data: unknown): string {
  if (kind === "foreign") return JSON.stringify(data ?? {});
  if (kind === "platform") return JSON.stringify({ v: 1, name, payload: JSON.stringify(data ?? null) });
  if (!isObject(data) || data["v"] !== 1) throw new AppError("INTERNAL", "An app's job needs an envelope as its data.");
  return JSON.stringify(
    arrangeEnvelope(data as unknown as AppJobEnvelope, name, JSON.stringify(data["payload"] ?? null)),
  );
}

/** The settings in a fixed order, and last what `payload` says; copied one by one, which is many times as fast as a rest. */
function arrangeEnvelope<Payload>(data: AppJobEnvelope, name: string | undefined, payload: Payload) {
  const { v, target, timeoutMs, backoff, concurrencyKey, scheduleId, by } = data;
  return { v, target, timeoutMs, backoff, concurrencyKey, scheduleId, by, name, payload };
}

/** The other way; data that was not stored by us is its own payload. */
export function decodeData(kind: QueueKind | "foreign", stored: unknown): { data: unknown; payload: unknown } {
  if (kind === "foreign" || !isObject(stored) || typeof stored["payload"] !== "string") {
    return { data: stored, payload: stored };
  }
  const payload: unknown = JSON.parse(stored["payload"]);
  if (kind === "platform") return { data: payload, payload };
  return { data: arrangeEnvelope(stored as unknown as AppJobEnvelope, undefined, payload), payload };
}

/** Text cut out of a JSON string, its escapes resolved as far as they are whole. */
export function unescapeCut(cut: string): string {
  const whole = cut.replace(/(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$/, "$1");
  return JSON.parse(`"${whole}"`) as string;
}
