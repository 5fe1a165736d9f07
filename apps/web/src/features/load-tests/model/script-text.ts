import { checkScript, type CheckedScript, type Issue } from "./issues.ts";
import { jsonErrorPlace, locateJson, type TextPlace } from "./locate-json.ts";

/** Reads a script from JSON. What is wrong with the JSON itself stands at the empty path. */
export function readScriptText(text: string): CheckedScript {
  try {
    return checkScript(JSON.parse(text));
  } catch (error) {
    const message = `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, script: null, issues: [{ path: "", message, missing: text.trim() === "" }] };
  }
}

/** An issue with its place in the text; null where nobody can say. */
export interface PlacedIssue extends Issue {
  place: TextPlace | null;
}

/** Where in the JSON the issues are, from top to bottom. */
export function placeIssues(text: string, issues: readonly Issue[]): PlacedIssue[] {
  const broken = jsonErrorPlace(text);
  if (broken) return issues.map((issue) => ({ ...issue, place: broken }));
  const paths = issues.map((issue) => issue.path);
  const places = locateJson(text, paths);
  return issues
    .map((issue) => ({ ...issue, place: places.get(issue.path) ?? null }))
    .toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
}

/** How many characters come before a place: where a cursor is put. */
export function offsetOf(text: string, { line, column }: TextPlace): number {
  const lines = text.split("\n").slice(0, line - 1);
  return lines.reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
}
