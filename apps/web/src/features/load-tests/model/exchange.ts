import type { LoadDryRunExchange } from "@plimsoll/core";

/** Whether a request went as it should: answered, not failed, every check met. */
export function isGood({ error, checks }: Pick<LoadDryRunExchange, "error" | "checks">): boolean {
  return error === null && checks.every((check) => check.ok);
}

/** JSON laid out for reading; anything else as it came. */
export function prettyBody(body: string): string {
  if (!/^\s*[[{]/.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** Headers as they stand on the wire, a line each. */
export function headerLines(headers: LoadDryRunExchange["request"]["headers"]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join("\n");
}
