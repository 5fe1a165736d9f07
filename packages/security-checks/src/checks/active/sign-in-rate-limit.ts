import type { CheckResult } from "@plimsoll/core";
import { findSignIn, type SignIn } from "../../active/sign-in.ts";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headerOf } from "../../exchange.ts";
import { areSimilar } from "../../probe/similar-text.ts";

/** More than a person tries in a minute, and few enough to harm nobody. */
const ATTEMPTS = 20;
const SLOWED = /captcha|too many|rate.?limit|try again (?:later|in)|temporarily (?:locked|blocked)|slow down/i;

export const signInRateLimit = defineCheck({
  id: "active.sign-in-rate-limit",
  group: "active",
  title: "Passwords cannot be tried without end",
  why: "Lists of names and passwords from other sites are tried everywhere by robots. A sign-in that answers as often as it is asked lets in everybody who uses one password twice.",
  fix: {
    text: "Count failed attempts by account and by address, and slow down or refuse (429) after a few; ask for a second factor.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "limit_req_zone $binary_remote_addr zone=signin:10m rate=10r/m;\nlocation = /login {\n  limit_req zone=signin burst=5 nodelay;\n  limit_req_status 429;\n}",
      },
      {
        server: "Express",
        language: "js",
        code: 'app.use("/login", rateLimit({ windowMs: 15 * 60_000, limit: 10 }));',
      },
    ],
  },
  severity: "medium",
  profile: "active",
  cwe: [307, 799],
  asvs: ["6.3.1"],
  answersTo: {},
  async run(target) {
    const signIn = await findSignIn(target);
    if (!signIn)
      return { outcome: "not-applicable", reason: "No sign-in was found: neither a form nor a usual endpoint." };
    if (typeof signIn === "string") return { outcome: "not-assessed", reason: signIn };
    return tryPasswords(target, signIn);
  },
});

/** A user that does not exist, so that nobody's account is locked. */
async function tryPasswords(target: WebTarget, signIn: SignIn): Promise<CheckResult> {
  const answers: Exchange[] = [];
  for (let i = 0; i < ATTEMPTS; i += 1) {
    const answer = await target.send(signIn.attempt());
    const [first] = answers;
    if (isSlowed(answer, first)) return { outcome: "pass" };
    if (answer.status === 403 || answer.status === 400 || answer.status >= 500 || answer.status === 404) {
      const reason = `Attempts at ${signIn.path} were answered ${answer.status}: whether a password was tried at all cannot be told.`;
      return { outcome: "not-assessed", reason };
    }
    answers.push(answer);
  }
  const [first] = answers;
  const last = answers.at(-1);
  if (!first || !last) return { outcome: "not-assessed", reason: "No attempt was answered." };
  const place = { kind: "request", method: "POST", path: signIn.path } as const;
  const title = `${ATTEMPTS} wrong passwords in a row were all answered`;
  const detail = "The last attempt was answered as the first: none was refused for coming too often.";
  const evidence = [quoteExchange("First attempt", first), quoteExchange(`Attempt ${ATTEMPTS}`, last)];
  return { outcome: "fail", faults: [{ place, title, detail, evidence }] };
}

/** True when the answer says that it has been enough, or differs from the first one. */
function isSlowed(answer: Exchange, first: Exchange | undefined): boolean {
  if (answer.status === 429 || answer.status === 423 || headerOf(answer, "retry-after") !== null) return true;
  if (!first) return false;
  if (SLOWED.test(answer.body) && !SLOWED.test(first.body)) return true;
  return answer.status !== first.status || !areSimilar(answer.body, first.body);
}
