import type { AttributeKeys, AttributeValues } from "@plimsoll/core";
import * as telemetry from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";

interface CompletionScope {
  projectId: string;
  from: string;
  to: string;
  prefix: string;
  service?: string | undefined;
  limit: number;
  signal?: AbortSignal | undefined;
}

/** Attribute keys that begin with `prefix`, the most used first. */
export function listAttributeKeys(platform: Platform, scope: CompletionScope): Promise<AttributeKeys> {
  return telemetry.attributeKeys(platform.telemetry, scope);
}

/** Values of one attribute that begin with `prefix`, the most used first. */
export function listAttributeValues(
  platform: Platform,
  scope: CompletionScope & { key: string },
): Promise<AttributeValues> {
  return telemetry.attributeValues(platform.telemetry, scope);
}
