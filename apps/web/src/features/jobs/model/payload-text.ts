/** JSON as people edit it. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "null";
}

export type ParsedPayload = { ok: true; value: unknown } | { ok: false; message: string };

/** Reads edited JSON; what cannot be read is told with line and column, whatever words the browser's parser has. */
export function parsePayload(text: string): ParsedPayload {
  if (text.trim() === "") return { ok: false, message: "Empty text is no JSON; for nothing write null." };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, message: `Not JSON${placeOf(text, error)}.` };
  }
}

function placeOf(text: string, error: unknown): string {
  const words = error instanceof Error ? error.message : "";
  const place = /line (\d+) column (\d+)/.exec(words);
  if (place) return `, see line ${place[1]}, column ${place[2]}`;
  const at = positionIn(words) ?? firstWrong(text);
  if (at >= text.trimEnd().length) return ": it ends too early";
  const before = text.slice(0, at).split("\n");
  return `, see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function positionIn(words: string): number | null {
  const position = /position (\d+)/.exec(words)?.[1];
  return position === undefined ? null : Number(position);
}

/** Some errors name no position: it is where the longest beginning that may still become JSON ends. */
function firstWrong(text: string): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (mayBecomeJson(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function mayBecomeJson(start: string): boolean {
  if (start.trim() === "") return true;
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const words = error instanceof Error ? error.message : "";
    return words.includes("end of") || positionIn(words) === start.length;
  }
}

/** True when both are the same JSON, whatever its spacing. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
