import type { WebTarget } from "../check.ts";
import { type Exchange, headersOf, isHtml, pathOf, type ProbeRequest } from "../exchange.ts";
import { attempt } from "../exposed/probe-paths.ts";
import { pathWithin } from "../probe/crawl.ts";
import { readHtml } from "../probe/read-html.ts";
import { areSimilar } from "../probe/similar-text.ts";
import { marker } from "./inputs.ts";

/** A place where a password can be tried. */
export interface SignIn {
  path: string;
  /** One wrong password, the same user each time; nobody has that name. */
  attempt(): ProbeRequest;
}

/** Where well-known libraries and most APIs take JSON. */
const JSON_PATHS = [
  "/api/auth/sign-in/email",
  "/api/auth/login",
  "/api/login",
  "/api/signin",
  "/api/v1/auth/login",
  "/api/v1/login",
  "/auth/login",
  "/login",
  "/api/sessions",
];
const FORM = "application/x-www-form-urlencoded";

/** Words with which a page says that a sign-in failed. */
const FAILED = /invalid|incorrect|wrong|fail|denied|error|unknown|not (?:match|recogni[sz]ed|found)|try again/i;

/**
 * The first form with a password that the crawl found and that answers by itself, then the first endpoint that refuses a wrong
 * password with 401. Null without any; a reason where there is a form whose script sends it to somewhere else.
 */
export async function findSignIn(target: WebTarget): Promise<SignIn | string | null> {
  let reason: string | null = null;
  for (const page of target.pages) {
    const form = signInForm(target.origin, page);
    if (!form) continue;
    const answer = await attempt(() => target.send(form.attempt()));
    if (typeof answer === "string" || !isPageItself(answer, page)) return form;
    reason = `The form at ${form.path} answers with its own page: a script sends it to an address that is not known.`;
  }
  for (const path of JSON_PATHS) {
    const candidate = jsonSignIn(path);
    const answer = await attempt(() => target.send(candidate.attempt()));
    if (typeof answer === "string" || answer.status !== 401) continue;
    // An API may answer 401 to every path before it looks whether there is one.
    const elsewhere = await attempt(() => target.send({ ...candidate.attempt(), url: `${path}-${marker()}` }));
    if (typeof elsewhere !== "string" && elsewhere.status !== 401) return candidate;
  }
  return reason;
}

/** True for a page that took no notice of what was posted to it, as those do whose forms are sent by a script. */
function isPageItself(answer: Exchange, page: Exchange): boolean {
  if (answer.status !== page.status || answer.status >= 300 || !areSimilar(answer.body, page.body)) return false;
  return !FAILED.test(answer.body) || FAILED.test(page.body);
}

function jsonSignIn(path: string): SignIn {
  const user = `${marker()}@plimsoll-probe.example`;
  const headers = { "content-type": "application/json", accept: "application/json" };
  return {
    path,
    attempt: () => ({
      method: "POST",
      url: path,
      headers,
      body: JSON.stringify({ email: user, username: user, password: `wrong-${marker()}` }),
    }),
  };
}

/** A form with exactly one password: two are for registering or changing one. */
function signInForm(origin: string, page: Exchange): SignIn | null {
  if (!isHtml(page)) return null;
  const { forms, inputs, base } = readHtml(page);
  const index = forms.findIndex(
    (_, form) => inputs.filter((input) => input.form === form && input.type === "password").length === 1,
  );
  const form = forms[index];
  if (!form || !/^post$/i.test(form["method"] ?? "get")) return null;
  const path = pathWithin(origin, form["action"] || pathOf(page), page.url, base);
  if (path === null) return null;
  const user = `${marker()}@plimsoll-probe.example`;
  const fields = inputs.filter((input) => input.form === index && input.name !== "");
  const cookie = headersOf(page, "set-cookie")
    .map((text) => text.split(";", 1)[0])
    .join("; ");
  return {
    path,
    attempt() {
      const pairs = fields.map(({ name, type, attributes }): [string, string] => {
        if (type === "password") return [name, `wrong-${marker()}`];
        return [name, type === "hidden" || type === "checkbox" ? (attributes["value"] ?? "") : user];
      });
      const headers = { "content-type": FORM, origin, referer: page.url, ...(cookie ? { cookie } : {}) };
      return { method: "POST", url: path, headers, body: new URLSearchParams(pairs).toString() };
    },
  };
}
