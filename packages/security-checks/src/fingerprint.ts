import { createHash } from "node:crypto";
import type { FoundFault } from "@plimsoll/core";

/** Parts of a path that name one thing among many: numbers, UUIDs, long hexadecimal ids, templates such as `{id}`. */
const VARIABLE = /^(?:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|\{[^}]*\}|:[A-Za-z_]\w*)$/i;

/**
 * What makes a fault the same fault in the next scan: SHA-256, in hexadecimal, of the target, the check and the place. Title,
 * severity and evidence have no part in it, so that a check may say it better without finding everything anew.
 */
export function fingerprintOf(target: string, checkId: string, place: FoundFault["place"]): string {
  const parts = ["plimsoll/1", target, checkId, ...placeParts(place)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function placeParts(place: FoundFault["place"]): string[] {
  if (place.kind === "request") {
    return ["request", place.method.toUpperCase(), normalPath(place.path), place.parameter ?? ""];
  }
  if (place.kind === "package") return ["package", place.purl, place.advisory];
  return ["file", place.path, place.rule];
}

/**
 * A path without query and fragment, without slashes at its end, its variable parts replaced by `{}`: `/users/17/?a=1` and
 * `/users/{id}` are the same place.
 */
export function normalPath(path: string): string {
  const [bare = ""] = path.split(/[?#]/, 1);
  const parts = bare.split("/").map((part) => (VARIABLE.test(part) ? "{}" : part));
  while (parts.length > 2 && parts.at(-1) === "") parts.pop();
  return parts.join("/") || "/";
}

/** A place in one line for people, such as `GET /login (parameter next)`. */
export function placeText(place: FoundFault["place"]): string {
  if (place.kind === "request") {
    const parameter = place.parameter === undefined ? "" : ` (${place.parameter})`;
    return `${place.method} ${place.path}${parameter}`;
  }
  if (place.kind === "package") {
    const versions = place.versions && place.versions.length > 0 ? ` ${place.versions.join(", ")}` : "";
    return `${place.purl}${versions} · ${place.advisory}`;
  }
  return `${place.path} · ${place.rule}`;
}
