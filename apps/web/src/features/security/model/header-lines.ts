const MOST_HEADERS = 20;
const LINE = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}):[ \t]*(\S.*)$/;

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Why the text is not headers, one a line; null when it is. Never quotes a value: it may be a secret on a shared screen. */
export function headersError(text: string): string | null {
  const lines = linesOf(text);
  if (lines.length === 0) return "Write at least one";
  if (lines.length > MOST_HEADERS) return `${MOST_HEADERS} at most`;
  const wrong = lines.findIndex((line) => !LINE.test(line));
  if (wrong >= 0) return `Line ${wrong + 1} is no header: write Name: value`;
  const names = lines.map((line) => (LINE.exec(line)?.[1] ?? "").toLowerCase());
  return new Set(names).size < names.length ? "One of them is there twice" : null;
}

/** Headers written one a line, by name; null while the text is not that. */
export function parseHeaders(text: string): Record<string, string> | null {
  if (headersError(text) !== null) return null;
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const [, name = "", value = ""] = LINE.exec(line) ?? [];
      return [name, value];
    }),
  );
}
