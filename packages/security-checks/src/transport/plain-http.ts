import { AppError, type CheckResult } from "@plimsoll/core";
import type { WebTarget } from "../check.ts";
import { type Exchange, headerOf } from "../exchange.ts";
import { hostOf, isHttps, isLoopback } from "./target-host.ts";

const MAX_HOPS = 4;

/**
 * What the target's host answers over plain HTTP: its pages where the target is one of plain HTTP, else the answers on port
 * 80, redirects within it followed. Empty where nothing answers there. Gives an outcome where that cannot be looked at.
 */
export async function readPlainHttp(target: WebTarget): Promise<readonly Exchange[] | CheckResult> {
  const { origin } = target;
  if (isLoopback(origin))
    return { outcome: "not-applicable", reason: "What is sent to a loopback address stays on the machine." };
  if (!isHttps(origin)) return target.pages;
  const { port, hostname } = new URL(origin);
  if (port !== "")
    return { outcome: "not-applicable", reason: `There is no port of plain HTTP that belongs to port ${port}.` };
  try {
    return await follow(target, `http://${hostname}/`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "UNAVAILABLE" || error.code === "TIMEOUT") return [];
    return { outcome: "not-assessed", reason: `${hostOf(origin)}:80 may not be asked: ${error.message}` };
  }
}

async function follow(target: WebTarget, url: string): Promise<Exchange[]> {
  const answers: Exchange[] = [];
  let next: string | null = url;
  while (next !== null && answers.length < MAX_HOPS) {
    const answer: Exchange = await target.send({ url: next });
    answers.push(answer);
    const to = redirectOf(answer);
    next = to !== null && to.protocol === "http:" && to.host === new URL(url).host ? to.href : null;
  }
  return answers;
}

/** Where an answer redirects to; null when it does not. */
export function redirectOf(answer: Exchange): URL | null {
  const location = answer.status >= 300 && answer.status < 400 ? headerOf(answer, "location") : null;
  return location !== null && URL.canParse(location, answer.url) ? new URL(location, answer.url) : null;
}
