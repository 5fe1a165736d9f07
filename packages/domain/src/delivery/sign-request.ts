import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/**
 * Headers that let the receiver check who sent a body, as Standard Webhooks 1.0 has them: HMAC-SHA256 over
 * `id.timestamp.body`, one signature for each secret. `at` is in milliseconds, the header in seconds.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signRequest(
  secrets: readonly string[],
  { id, at, body }: { id: string; at: number; body: string },
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const timestamp = Math.floor(at / 1000).toString();
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
