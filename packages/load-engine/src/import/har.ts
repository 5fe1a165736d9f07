import { loadMethodSchema } from "@plimsoll/core";
import { z } from "zod";
import { escapeTemplate } from "../script/parse-template.ts";
import {
  bodyOf,
  type Imported,
  isKeptHeader,
  LONGEST_TEXT,
  nameOf,
  Notes,
  type RequestInput,
  refuse,
  type StepInput,
  scenarioOf,
} from "./steps.ts";

const pairSchema = z.object({ name: z.string(), value: z.string().default("") });
const entrySchema = z.object({
  startedDateTime: z.string().default(""),
  /** Milliseconds. */
  time: z.number().catch(0),
  _resourceType: z.string().optional().catch(undefined),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(pairSchema).catch([]),
    cookies: z.array(z.unknown()).catch([]),
    postData: z
      .object({
        mimeType: z.string().default(""),
        text: z.string().optional(),
        encoding: z.string().optional(),
        params: z.array(pairSchema).optional().catch(undefined),
      })
      .nullish()
      .catch(undefined),
  }),
  response: z
    .object({
      status: z.number().catch(0),
      content: z.object({ mimeType: z.string().catch("") }).catch({ mimeType: "" }),
    })
    .catch({ status: 0, content: { mimeType: "" } }),
});
type Entry = z.infer<typeof entrySchema>;

/** What a browser fetches for a page by itself, and mostly from its cache. */
const NOISE_TYPES: ReadonlySet<string> = new Set([
  "image",
  "font",
  "stylesheet",
  "script",
  "media",
  "manifest",
  "ping",
  "websocket",
  "preflight",
]);
const NOISE_MIME = /^(?:image|font|audio|video)\/|^text\/css|javascript|font-/i;
const NOISE_PATH = /\.(?:png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|otf|eot|css|m?js|map|mp[34]|webm)$/i;
const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** Makes a scenario of what a browser recorded: the requests to the first page's origin, in order, with their pauses. */
export function importHar(text: string): Imported {
  const notes = new Notes();
  const entries = readEntries(text, notes);
  const origin = firstOrigin(entries);
  const kept = entries.filter((entry) => isKept(entry, origin, notes));
  const steps: StepInput[] = [];
  let lastEndMs = Number.NaN;
  for (const entry of kept) {
    const step = stepOf(entry, notes);
    if (!step) continue;
    const beganMs = Date.parse(entry.startedDateTime);
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.round(beganMs - lastEndMs));
    if (pauseMs >= SHORTEST_PAUSE_MS) steps.push({ type: "think", minMs: pauseMs, maxMs: pauseMs });
    lastEndMs = beganMs + Math.max(0, entry.time);
    steps.push(step);
  }
  if (steps.length === 0) refuse("The HAR file holds no request that a load test could send.");
  if (kept[0]?.request.cookies.length) {
    notes.add("Cookies that the browser had before are not sent; those that answers set are, as a browser would.");
  }
  return { baseUrl: origin, scenarios: [scenarioOf("Recorded", steps, notes)], notes };
}

function readEntries(text: string, notes: Notes): Entry[] {
  let har: unknown;
  try {
    har = JSON.parse(text);
  } catch (thrown) {
    refuse(`This is no HAR file: ${thrown instanceof Error ? thrown.message : "it is no JSON"}.`);
  }
  const outer = z.object({ log: z.object({ entries: z.array(z.unknown()) }) }).safeParse(har);
  if (!outer.success) refuse("This is no HAR file: `log.entries` is missing.");
  const entries = outer.data.log.entries.flatMap((entry) => {
    const read = entrySchema.safeParse(entry);
    if (!read.success) notes.add("An entry that is not as HAR has it was left out.");
    return read.success ? [read.data] : [];
  });
  // Recorders write entries as they end; people mean the order in which they began.
  return entries.sort((a, b) => (Date.parse(a.startedDateTime) || 0) - (Date.parse(b.startedDateTime) || 0));
}

function firstOrigin(entries: Entry[]): string {
  const isPage = ({ _resourceType, response }: Entry) =>
    _resourceType === "document" || response.content.mimeType.startsWith("text/html");
  const first = entries.find((entry) => isPage(entry) && urlOf(entry)) ?? entries.find(urlOf);
  const url = first && urlOf(first);
  if (!url) refuse("The HAR file holds no request to an http:// or https:// address.");
  return url.origin;
}

function urlOf({ request }: Entry): URL | null {
  try {
    const url = new URL(request.url);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

function isKept(entry: Entry, origin: string, notes: Notes): boolean {
  const url = urlOf(entry);
  if (!url) return false;
  const { method } = entry.request;
  const { mimeType } = entry.response.content;
  const isNoise =
    NOISE_TYPES.has(entry._resourceType ?? "") || NOISE_MIME.test(mimeType) || NOISE_PATH.test(url.pathname);
  if (isNoise && method === "GET") notes.add("An image, font, style sheet, script or the like was left out.");
  else if (url.origin !== origin) notes.add(`A request to another origin was left out: ${url.origin}.`);
  else if (method === "OPTIONS") notes.add("A browser's preflight request was left out.");
  else if (!loadMethodSchema.safeParse(method).success)
    notes.add(`A request with the method ${method.slice(0, 20)} was left out.`);
  else if (entry._resourceType === "websocket") notes.add("A WebSocket was left out.");
  else return true;
  return false;
}

function stepOf({ request, response }: Entry, notes: Notes): RequestInput | null {
  const url = new URL(request.url);
  const method = loadMethodSchema.parse(request.method);
  const headers: Record<string, string> = {};
  for (const { name, value } of request.headers) {
    const lower = name.toLowerCase();
    if (!isKeptHeader(lower) || /[\r\n\0]/.test(value)) continue;
    headers[lower] = escapeTemplate(value);
    if (lower === "authorization") notes.add("Credentials were taken over: the `authorization` header of a request.");
  }
  const { postData } = request;
  const text =
    postData?.text ?? new URLSearchParams(postData?.params?.map(({ name, value }) => [name, value]) ?? []).toString();
  if (url.href.length > LONGEST_TEXT || text.length > LONGEST_TEXT || postData?.encoding === "base64") {
    notes.add(`${nameOf(method, url.pathname)} was left out: its body is too large, or is no text.`);
    return null;
  }
  const mimeType = headers["content-type"] ?? postData?.mimeType ?? "";
  if (text !== "" && mimeType !== "") headers["content-type"] ??= escapeTemplate(mimeType);
  return {
    type: "request",
    name: nameOf(method, url.pathname),
    method,
    url: escapeTemplate(url.pathname + url.search),
    headers,
    ...(text === "" ? {} : { body: bodyOf(text, mimeType) }),
    // What was refused while recording is meant to be.
    ...(response.status >= 400 ? { checks: [{ type: "status", is: String(response.status) }] } : {}),
  };
}
