import { AppError } from "@plimsoll/core";
import { type Exchange, headerOf, isHtml, pathOf, type ProbeRequest } from "../exchange.ts";
import { ScanLimitError } from "../scan-limit-error.ts";
import { readHtml } from "./read-html.ts";

export interface CrawlLimits {
  maxPages: number;
  maxScripts: number;
  /** Links followed from an entry page. */
  maxDepth: number;
  /** Characters of all bodies that are kept. */
  maxCharacters: number;
}

export interface Crawled {
  pages: Exchange[];
  scripts: Exchange[];
  /** Paths that gave no useful answer. */
  unreached: string[];
}

export const CRAWL_LIMITS: CrawlLimits = { maxPages: 20, maxScripts: 15, maxDepth: 2, maxCharacters: 3_000_000 };

const MAX_REDIRECTS = 5;
const PAGE_BYTES = 512 * 1024;
/** Answers of servers that are busy or whose back end is away: they say nothing about the page. */
const MOMENTARY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const SCRIPT_BYTES = 1024 * 1024;
/** What a link must not be followed to: it may end a session or change something, although GET should not. */
export const CHANGES = /log-?out|sign-?out|logoff|delete|remove|destroy|unsubscribe|cancel|confirm|purge|reset/i;
const NO_PAGE =
  /\.(?:png|jpe?g|gif|webp|avif|ico|svg|css|m?js|map|woff2?|ttf|otf|eot|pdf|zip|t?gz|bz2|7z|rar|exe|dmg|iso|mp[34]|webm|mov|avi|csv|xlsx?|docx?)$/i;

/** A crawl under way. */
interface Crawl extends Crawled {
  origin: string;
  send: (request: ProbeRequest) => Promise<Exchange>;
  /** Keys of the paths that were asked for. */
  seen: Set<string>;
  /** Characters that may still be kept. */
  room: number;
}

/**
 * Looks at the entry pages and at what they link to on the same origin, a few pages deep, and at the scripts they load. The
 * order is that of the pages, whatever answers first. Throws what `send` throws for the first entry page; of the others that
 * fail the paths are kept.
 */
export async function crawl(
  origin: string,
  entryPaths: readonly string[],
  send: (request: ProbeRequest) => Promise<Exchange>,
  limits: CrawlLimits = CRAWL_LIMITS,
): Promise<Crawled> {
  const state: Crawl = {
    origin,
    send,
    seen: new Set(),
    room: limits.maxCharacters,
    pages: [],
    scripts: [],
    unreached: [],
  };
  const [first = "/", ...others] = entryPaths;
  let level = await follow(state, first);
  level = [...level, ...(await visit(state, others.slice(0, limits.maxPages)))];
  for (let depth = 0; depth < limits.maxDepth; depth += 1) {
    const left = Math.max(0, limits.maxPages - state.pages.length);
    const links = unique(level.flatMap((page) => linksOf(origin, page))).filter((path) => !state.seen.has(keyOf(path)));
    level = await visit(state, links.slice(0, left));
  }
  const scripts = unique(state.pages.flatMap((page) => scriptsOf(origin, page))).slice(0, limits.maxScripts);
  for (const path of scripts) {
    if (state.room <= 0) break;
    const [answer] = await attempt(state, path, async () => [await get(state, path, SCRIPT_BYTES)]);
    if (answer?.status === 200) state.scripts.push(answer);
  }
  const { pages, unreached } = state;
  return { pages, scripts: state.scripts, unreached };
}

/** Pages at these paths, a few beside each other; kept in their order, whichever answers first. */
async function visit(state: Crawl, paths: readonly string[]): Promise<Exchange[]> {
  const found: Exchange[] = [];
  for (let i = 0; i < paths.length && state.room > 0; i += 4) {
    const batch = paths.slice(i, i + 4);
    const answers = await Promise.all(batch.map((path) => attempt(state, path, () => follow(state, path))));
    found.push(...answers.flat());
  }
  state.pages = [...state.pages.filter((page) => !found.includes(page)), ...found];
  return found;
}

/** The answer at a path and those it redirects to, as far as they stay within the origin and lead anywhere new. */
async function follow(state: Crawl, path: string): Promise<Exchange[]> {
  const answers: Exchange[] = [];
  let next: string | null = path;
  while (next !== null && !state.seen.has(keyOf(next)) && answers.length <= MAX_REDIRECTS) {
    state.seen.add(keyOf(next));
    const answer: Exchange = await get(state, next, PAGE_BYTES);
    answers.push(answer);
    state.pages.push(answer);
    const location = answer.status >= 300 && answer.status < 400 ? headerOf(answer, "location") : null;
    next = location === null ? null : pathWithin(state.origin, location, answer.url);
  }
  return answers;
}

/** Asks a second time for what failed or was refused for the moment; throws UNAVAILABLE when that does not help. */
async function get(state: Crawl, path: string, maxBytes: number): Promise<Exchange> {
  const ask = () => state.send({ url: path, maxBytes });
  let answer = await ask().catch((error: unknown) => {
    if (error instanceof AppError && error.retryable) return ask();
    throw error;
  });
  if (MOMENTARY.has(answer.status)) answer = await ask();
  state.room -= answer.body.length;
  return answer;
}

/** What came of the work; a page that fails is not there, but a scan that is over is over. */
async function attempt(state: Crawl, path: string, work: () => Promise<Exchange[]>): Promise<Exchange[]> {
  try {
    const answers = await work();
    if (answers.some((answer) => MOMENTARY.has(answer.status))) state.unreached.push(path);
    return answers;
  } catch (error) {
    if (error instanceof ScanLimitError) throw error;
    state.unreached.push(path);
    return [];
  }
}

function linksOf(origin: string, page: Exchange): string[] {
  if (!isHtml(page)) return [];
  const { links, base, resources } = readHtml(page);
  const frames = resources.flatMap((resource) => (resource.kind === "frame" ? [resource.url] : []));
  return [...links, ...frames].flatMap((link) => {
    const path = pathWithin(origin, link, page.url, base);
    const [bare = ""] = path?.split("?", 1) ?? [];
    return path === null || CHANGES.test(path) || NO_PAGE.test(bare) ? [] : [path];
  });
}

function scriptsOf(origin: string, page: Exchange): string[] {
  if (!isHtml(page)) return [];
  const { base, resources } = readHtml(page);
  return resources.flatMap((resource) => {
    const path = resource.kind === "script" ? pathWithin(origin, resource.url, page.url, base) : null;
    return path === null ? [] : [path];
  });
}

/** Path and query that a link leads to; null when it leads to another origin or nowhere. */
export function pathWithin(origin: string, link: string, pageUrl: string, base?: string | null): string | null {
  if (link.length > 2000) return null;
  const from = base && URL.canParse(base, pageUrl) ? new URL(base, pageUrl).href : pageUrl;
  if (!URL.canParse(link, from)) return null;
  const url = new URL(link, from);
  return url.origin === origin ? `${url.pathname}${url.search}` : null;
}

/** One page with other values in its query is the same page. */
function keyOf(path: string): string {
  const [bare = "", query = ""] = path.split("?", 2);
  const parameters = [...new URLSearchParams(query).keys()].sort().slice(0, 20).join("&");
  return `${bare}?${parameters}`;
}

/** The first of each page. */
function unique(paths: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const path of paths) if (!first.has(keyOf(path))) first.set(keyOf(path), path);
  return [...first.values()];
}

/** Path of a page without its query, for places of findings. */
export function placeOf(exchange: Exchange): string {
  return pathOf(exchange).split(/[?#]/, 1)[0] || "/";
}
