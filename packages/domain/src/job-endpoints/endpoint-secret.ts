import { randomBytes } from "node:crypto";
import type { Config } from "@plimsoll/core";
import { openSecret, sealSecret } from "../secrets/sealed-secret.ts";

/** How long calls are signed with the secret before, too, so that an app can take up the new one at its leisure. */
const PREVIOUS_LASTS_MS = 86_400_000;

export interface EndpointSecret {
  current: string;
  /** The one before, and until when it counts (milliseconds since 1970). */
  previous?: { secret: string; until: number };
}
type SecretConfig = Pick<Config, "PLIMSOLL_SECRET">;

/** A new secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
export function newEndpointSecret(): EndpointSecret {
  return { current: `whsec_${randomBytes(32).toString("base64")}` };
}

/** Another secret; the one before counts for a day more. */
export function rotateEndpointSecret(before: EndpointSecret, now: number): EndpointSecret {
  return { ...newEndpointSecret(), previous: { secret: before.current, until: now + PREVIOUS_LASTS_MS } };
}

/** The secrets that a call is signed with at `now`, the current one first. */
export function signingSecrets({ current, previous }: EndpointSecret, now: number): string[] {
  return previous && previous.until > now ? [current, previous.secret] : [current];
}

/** Encrypted for the database: the secrets and the time, separated by spaces, which base64 has none of. */
export function sealEndpointSecret(
  config: SecretConfig,
  { current, previous }: EndpointSecret,
): Uint8Array<ArrayBuffer> {
  const text = previous ? `${current} ${previous.secret} ${previous.until}` : current;
  return sealSecret(config, "job-endpoint", text);
}

/** Throws UNAVAILABLE when it was stored under another PLIMSOLL_SECRET. */
export function openEndpointSecret(config: SecretConfig, sealed: Uint8Array): EndpointSecret {
  const [current = "", previous, until] = openSecret(config, "job-endpoint", sealed).split(" ");
  return previous ? { current, previous: { secret: previous, until: Number(until) } } : { current };
}
