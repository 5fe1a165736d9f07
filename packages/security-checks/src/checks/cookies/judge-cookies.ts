import type { CheckResult, Severity } from "@plimsoll/core";
import type { WebTarget } from "../../check.ts";
import type { Exchange } from "../../exchange.ts";
import { resultOf, siteFault } from "../faults.ts";
import { type SetCookie, setCookiesOf } from "./set-cookies.ts";

/** What is wrong with a cookie; null when nothing is. */
export type CookieVerdict = { title: string; detail: string; severity?: Severity } | null;

/** Asks for a verdict on every cookie that the pages set: a fault for each name. Removals are left out. */
export function judgeCookies(
  target: WebTarget,
  judge: (cookie: SetCookie, page: Exchange) => CookieVerdict,
): CheckResult {
  const faults = new Map<string, { verdict: NonNullable<CookieVerdict>; seenOn: Exchange[] }>();
  let isAny = false;
  for (const page of target.pages) {
    for (const cookie of setCookiesOf(page).filter((candidate) => !candidate.isRemoval)) {
      isAny = true;
      const verdict = judge(cookie, page);
      if (!verdict) continue;
      const known = faults.get(cookie.name) ?? { verdict, seenOn: [] };
      known.seenOn.push(page);
      faults.set(cookie.name, known);
    }
  }
  if (!isAny) return { outcome: "not-applicable", reason: "The pages set no cookies." };
  return resultOf(
    [...faults].map(([name, { verdict, seenOn }]) =>
      siteFault({ ...verdict, parameter: name, seenOn: [...new Set(seenOn)], headers: ["set-cookie"] }),
    ),
  );
}
