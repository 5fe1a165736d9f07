import { randomBytes } from "node:crypto";
import { type Exchange, headerOf, pathOf, type ProbeRequest } from "../exchange.ts";
import { areSimilar, fillSlots } from "./similar-text.ts";

/**
 * Tells answers to paths that exist from those a site gives to any path. For each folder and kind of name (extension, leading
 * dot) a name that cannot exist is asked for once; whatever looks like its answer is taken for missing. 404 and 410 are
 * without asking. `send` is the prober's; what it throws is passed on.
 */
export function createBaseline(send: (request: ProbeRequest) => Promise<Exchange>) {
  const answers = new Map<string, Promise<{ name: string; exchange: Exchange }>>();

  async function ask(path: string): Promise<{ name: string; exchange: Exchange }> {
    const name = randomBytes(9).toString("hex");
    return { name, exchange: await send({ url: path.replace("*", name) }) };
  }

  function baselineFor(path: string): Promise<{ name: string; exchange: Exchange }> {
    const pattern = unknownSibling(path);
    const known = answers.get(pattern) ?? ask(pattern);
    answers.set(pattern, known);
    known.catch(() => answers.delete(pattern));
    return known;
  }

  return async function looksMissing(exchange: Exchange): Promise<boolean> {
    if (exchange.status === 404 || exchange.status === 410) return true;
    const path = pathOf(exchange);
    const missing = await baselineFor(path);
    if (missing.exchange.status !== exchange.status) return false;
    const own = names(path);
    const other = [...names(pathOf(missing.exchange)), missing.name];
    if (exchange.status >= 300 && exchange.status < 400) {
      const to = (answer: Exchange, words: string[]) => fillSlots(headerOf(answer, "location") ?? "", words);
      return to(exchange, own) === to(missing.exchange, other);
    }
    if (headerOf(exchange, "content-type") !== headerOf(missing.exchange, "content-type")) return false;
    return areSimilar(fillSlots(exchange.body, own), fillSlots(missing.exchange.body, other));
  };
}

/** The path with `*` for its last segment, keeping what servers treat names by: `/a/.env` is `/a/.*`, `/x.zip` is `/*.zip`. */
function unknownSibling(path: string): string {
  const [bare = "/"] = path.split(/[?#]/, 1);
  const trimmed = bare.replace(/\/+$/, "");
  const slash = trimmed.lastIndexOf("/");
  const folder = trimmed.slice(0, slash + 1) || "/";
  const name = trimmed.slice(slash + 1);
  const dot = name.startsWith(".") ? "." : "";
  const extension = /[^.](\.[A-Za-z0-9]{1,10})$/.exec(name)?.[1] ?? "";
  return `${folder}${dot}*${extension}${bare.endsWith("/") && trimmed ? "/" : ""}`;
}

/** The path as it was sent and as pages repeat it, longest first. */
function names(path: string): string[] {
  const [bare = ""] = path.split(/[?#]/, 1);
  const last = bare.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return [path, bare, last].filter((text) => text.length > 2);
}
