import { randomBytes } from "node:crypto";
import type { WebTarget } from "../check.ts";
import { type Exchange, isHtml, pathOf } from "../exchange.ts";
import { CHANGES, pathWithin } from "../probe/crawl.ts";
import { readHtml } from "../probe/read-html.ts";

/** Places that are tried; a site that repeats one form on each page has it once. */
const MAX_INPUTS = 40;

/** A parameter that visitors can set by a link. */
export interface Input {
  path: string;
  name: string;
  /** All parameters with ordinary values. */
  values: Readonly<Record<string, string>>;
}

export interface Inputs {
  inputs: readonly Input[];
  /** True when there are more than are tried: nothing may be concluded from those that are. */
  isCut: boolean;
}

/**
 * Query parameters in addresses of pages, links and forms with GET. What sends or changes something is left out: these inputs
 * are asked for with odd values.
 */
export function findInputs(target: WebTarget): Inputs {
  const found = new Map<string, Input>();
  let isCut = false;
  for (const page of target.pages) {
    for (const { path, values } of [addressOf(pathOf(page)), ...addressesIn(target.origin, page)]) {
      if (CHANGES.test(path)) continue;
      for (const name of Object.keys(values)) {
        const key = `${path}?${name}`;
        if (found.has(key)) continue;
        if (found.size < MAX_INPUTS) found.set(key, { path, name, values });
        else isCut = true;
      }
    }
  }
  return { inputs: [...found.values()], isCut };
}

/** The address with another value of the input. */
export function addressWith(input: Input, value: string): string {
  return addressWithRaw(input, encodeURIComponent(value));
}

/** The same with a value that is percent-encoded already. */
export function addressWithRaw(input: Input, encoded: string): string {
  const pairs = Object.entries({ ...input.values, [input.name]: "" }).map(
    ([name, known]) => `${encodeURIComponent(name)}=${name === input.name ? encoded : encodeURIComponent(known)}`,
  );
  return `${input.path}?${pairs.join("&")}`;
}

/** A word that no page has by itself. */
export function marker(): string {
  return `plm${randomBytes(6).toString("hex")}`;
}

interface Address {
  path: string;
  values: Record<string, string>;
}

function addressOf(text: string): Address {
  const [path = "/", query = ""] = text.split("?", 2);
  return { path, values: Object.fromEntries([...new URLSearchParams(query)].slice(0, 20)) };
}

function addressesIn(origin: string, page: Exchange): Address[] {
  if (!isHtml(page)) return [];
  const { links, base, forms, inputs } = readHtml(page);
  const within = (link: string) => pathWithin(origin, link, page.url, base);
  const linked = links.flatMap((link) => {
    const path = within(link);
    return path?.includes("?") ? [addressOf(path)] : [];
  });
  const sent = forms.flatMap((form, index) => {
    const path = within(form["action"] ?? pathOf(page));
    if (path === null || /^(?:post|dialog)$/i.test(form["method"] ?? "get")) return [];
    const named = inputs.filter((input) => input.form === index && input.name !== "");
    const values = Object.fromEntries(named.map((input) => [input.name, input.attributes["value"] || "1"]));
    return [{ path: addressOf(path).path, values }];
  });
  return [...linked, ...sent];
}
