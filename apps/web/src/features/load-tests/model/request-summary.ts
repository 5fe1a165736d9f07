import { plural } from "../../../lib/format.ts";
import type { RequestDraft } from "./draft.ts";

const BODIES = { none: null, json: "JSON body", text: "text body", form: "form body" } as const;

/** What is folded away below a request, in a few words. */
export function requestSummary({ name, headers, body, extract, checks, timeoutMs }: RequestDraft): string {
  const parts = [
    name && `shown as “${name}”`,
    headers.length > 0 && plural(headers.length, "header"),
    BODIES[body.type],
    extract.length > 0 && plural(extract.length, "value taken", "values taken"),
    checks.length > 0 && plural(checks.length, "check"),
    timeoutMs !== "" && "timeout of its own",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : "headers, body, checks";
}
