import { type CheckResult, type Severity } from "@plimsoll/core";
import { type Exchange, headersOf } from "../../exchange.ts";
import { resultOf, siteFault } from "../faults.ts";

export interface IsolationHeader {
  name: string;
  /** Values that browsers know. */
  values: readonly string[];
  /** How bad it is that there is none; null when that is no fault. */
  missing: { severity: Severity; detail: string } | null;
}

/** Judges one of the Cross-Origin-…-Policy headers, which browsers ignore whole when it is not quite right. */
export function judgeIsolation(header: IsolationHeader, pages: readonly Exchange[]): CheckResult {
  const invalid = pages.filter((page) => !isMissing(header, page) && !isValid(header, page));
  const without = header.missing ? pages.filter((page) => isMissing(header, page)) : [];
  const common = { parameter: header.name, headers: [header.name] };
  const known = header.values.join(", ");
  return resultOf([
    ...(invalid.length > 0
      ? [
          siteFault({
            ...common,
            title: `${header.name} has no known value`,
            detail: `Browsers ignore it. It is one of ${known}, in lower case, and there only once.`,
            severity: "low",
            seenOn: invalid,
          }),
        ]
      : []),
    ...(header.missing && without.length > 0
      ? [
          siteFault({
            ...common,
            parameter: `${header.name} missing`,
            title: `No ${header.name}`,
            detail: header.missing.detail,
            severity: header.missing.severity,
            seenOn: without,
          }),
        ]
      : []),
  ]);
}

function isMissing(header: IsolationHeader, page: Exchange): boolean {
  return headersOf(page, header.name).length === 0;
}

/** A structured field: a token, then perhaps parameters, of which only the form counts. */
function isValid(header: IsolationHeader, page: Exchange): boolean {
  const [value = "", ...more] = headersOf(page, header.name);
  const parsed = /^\s*([a-z-]+)\s*(?:;\s*[a-z*][\w.*-]*(?:=(?:"[^"]*"|[\w.:/*?!-]+))?\s*)*$/.exec(value);
  return more.length === 0 && parsed?.[1] !== undefined && header.values.includes(parsed[1]);
}
