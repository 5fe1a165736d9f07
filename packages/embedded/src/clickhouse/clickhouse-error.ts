/** An error as ClickHouse reports it: number, symbolic name and text. */
export class ClickHouseError extends Error {
  readonly code: number;
  readonly type: string;

  constructor(code: number, type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ClickHouseError";
    this.code = code;
    this.type = type;
  }
}

const NOT_FOUND = new Set([46, 47, 50, 56, 60, 63, 73, 81, 115, 129]);
const BAD_REQUEST = new Set([
  6, 26, 27, 38, 41, 42, 43, 44, 53, 62, 69, 70, 72, 80, 89, 108, 117, 130, 321, 441, 456, 457,
]);
const FORBIDDEN = new Set([164, 192, 193, 492, 497, 516]);

/** HTTP status that ClickHouse answers for an error code (as `exceptionCodeToHTTPStatus` in its HTTP handler). */
export function httpStatusOf(code: number): number {
  if (code === 194) return 401;
  if (FORBIDDEN.has(code)) return 403;
  if (NOT_FOUND.has(code)) return 404;
  if (BAD_REQUEST.has(code)) return 400;
  if (code === 159) return 408;
  if (code === 223 || code === 229) return 413;
  if (code === 48) return 501;
  if (code === 202 || code === 209 || code === 439) return 503;
  return 500;
}

const SHAPE = /^Code: (\d+)\. DB::Exception: ([\s\S]*?)\s*\(([A-Z][A-Z0-9_]+)\)\s*$/;

/** Reads an error of the engine; text of another shape becomes code 1002 (UNKNOWN_EXCEPTION). */
export function toClickHouseError(error: unknown): ClickHouseError {
  if (error instanceof ClickHouseError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const match = SHAPE.exec(text.trim());
  if (!match?.[1] || match[2] === undefined || !match[3]) {
    return new ClickHouseError(1002, "UNKNOWN_EXCEPTION", text, { cause: error });
  }
  // chDB wraps some messages twice: keep the inner text once.
  const inner = match[2]
    .replace(/^(?:Code: \d+\. DB::Exception: )+/, "")
    .replace(/\s*\([A-Z0-9_]+\) \(version [^)]*\)\.?$/, "");
  return new ClickHouseError(Number(match[1]), match[3], inner, { cause: error });
}

/** The text of an error on the wire: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
export function formatClickHouseError(error: ClickHouseError): string {
  return `Code: ${error.code}. DB::Exception: ${error.message} (${error.type})\n`;
}
