import { loadMethodSchema } from "@plimsoll/core";
import { escapeTemplate } from "../script/parse-template.ts";
import { type CurlArgument, readCurlArguments } from "./curl-options.ts";
import { splitShell } from "./shell-words.ts";
import { bodyOf, type Imported, LONGEST_TEXT, nameOf, Notes, type RequestInput, refuse, scenarioOf } from "./steps.ts";

const MOST_REDIRECTS = 5;

/** Makes a step of each request of one or several curl commands. */
export function importCurl(text: string): Imported {
  const notes = new Notes();
  const commands = readCommands(text);
  if (commands.length === 0) refuse("There is no curl command in the text.");
  const requests = commands.flatMap(splitNext).map((command) => readRequest(command, notes));
  const origin = requests[0]?.urls[0]?.origin;
  if (origin === undefined) refuse("The curl command has no URL.");
  const steps = requests.flatMap((request) => request.urls.map((url) => stepOf(request, url, origin, notes)));
  const any = (flag: "insecure" | "http2" | "location") => requests.some(({ flags }) => flags.has(flag));
  for (const flag of ["insecure", "http2", "location"] as const) {
    if (any(flag) && requests.some(({ flags }) => !flags.has(flag)))
      notes.add(`${SHOWN[flag]} of one command is now for all.`);
  }
  return {
    baseUrl: origin,
    http: {
      verifyTls: !any("insecure"),
      version: any("http2") ? "2" : "1.1",
      maxRedirects: any("location") ? MOST_REDIRECTS : 0,
    },
    scenarios: [scenarioOf("curl", steps, notes)],
    notes,
  };
}

const SHOWN = { insecure: "--insecure", http2: "--http2", location: "--location" };

interface CurlRequest {
  urls: URL[];
  method: string | null;
  headers: Map<string, string>;
  data: string[];
  flags: Set<CurlArgument["meaning"]>;
  timeoutMs: number | null;
}

function readCommands(text: string): CurlArgument[][] {
  const commands: string[][] = [[]];
  try {
    for (const token of splitShell(text)) {
      if ("end" in token) commands.push([]);
      else commands.at(-1)?.push(token.word);
    }
  } catch (thrown) {
    refuse(`The command cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
  }
  return commands.flatMap((words) => {
    // A prompt, `time`, `sudo` or variables may stand before it.
    const at = words.findIndex((word) => /^(?:.*\/)?curl(?:\.exe)?$/.test(word));
    return at === -1 || at > 5 ? [] : [readCurlArguments(words.slice(at + 1))];
  });
}

/** `--next` begins another request. */
function splitNext(command: CurlArgument[]): CurlArgument[][] {
  const parts: CurlArgument[][] = [[]];
  for (const argument of command) {
    if (argument.meaning === "next") parts.push([]);
    else parts.at(-1)?.push(argument);
  }
  return parts;
}

function readRequest(command: CurlArgument[], notes: Notes): CurlRequest {
  const request: CurlRequest = {
    urls: [],
    method: null,
    headers: new Map(),
    data: [],
    flags: new Set(),
    timeoutMs: null,
  };
  for (const argument of command) {
    request.flags.add(argument.meaning);
    applyArgument(request, argument, notes);
  }
  return request;
}

function applyArgument(request: CurlRequest, { meaning, option, value }: CurlArgument, notes: Notes): void {
  switch (meaning) {
    case "url":
      request.urls.push(readUrl(value));
      break;
    case "method":
      request.method = value.toUpperCase();
      break;
    case "data":
    case "dataRaw":
    case "dataUrlencode":
    case "json":
      addData(request, meaning, value, notes);
      break;
    case "maxTime":
      if (Number(value) > 0) request.timeoutMs = Math.min(600_000, Math.max(1, Math.round(Number(value) * 1_000)));
      break;
    case "form":
      notes.add(`${option} was left out: forms with files are not supported.`);
      break;
    case "unsupported":
      notes.add(`${option} was left out: it is not supported.`);
      break;
    case "unknown":
      notes.add(`${option} was left out: it is unknown.`);
      break;
    default:
      applyHeader(request.headers, meaning, value, notes);
  }
}

/** Options that stand for a header. */
function applyHeader(
  headers: Map<string, string>,
  meaning: CurlArgument["meaning"],
  value: string,
  notes: Notes,
): void {
  switch (meaning) {
    case "header":
      addHeader(headers, value, notes);
      break;
    case "user":
      setCredentials(headers, basic(value.includes(":") ? value : `${value}:`), notes);
      break;
    case "bearer":
      setCredentials(headers, `Bearer ${value}`, notes);
      break;
    case "cookie":
      if (value.includes("=")) headers.set("cookie", value);
      else notes.add(`The cookies of the file "${value.slice(0, 60)}" were left out.`);
      break;
    case "userAgent":
      headers.set("user-agent", value);
      break;
    case "referer":
      headers.set("referer", value);
      break;
    case "compressed":
      headers.set("accept-encoding", "gzip, deflate, br");
      break;
    default:
      break;
  }
}

function basic(user: string): string {
  return `Basic ${Buffer.from(user).toString("base64")}`;
}

function setCredentials(headers: Map<string, string>, value: string, notes: Notes): void {
  headers.set("authorization", value);
  notes.add("Credentials were taken over: they stand in the `authorization` header.");
}

function readUrl(text: string): URL {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  } catch {
    // Said below.
  }
  return refuse(`"${text.slice(0, 200)}" is no http:// or https:// address.`);
}

function addHeader(headers: Map<string, string>, text: string, notes: Notes): void {
  const [, written = "", sign = "", value = ""] = /^([^:;]*)([:;])(.*)$/s.exec(text) ?? [];
  const name = written.trim().toLowerCase();
  if (text.startsWith("@")) notes.add(`The headers of the file "${text.slice(1, 60)}" were left out.`);
  else if (!/^[!#$%&'*+\-.^_`|~0-9a-z]{1,256}$/.test(name) || /[\r\n\0]/.test(value)) {
    notes.add(`"${text.slice(0, 60)}" is no header and was left out.`);
  } else if (OF_GENERATOR.has(name)) notes.add(`The header "${name}" was left out: the generator sets it.`);
  else if (sign === ":" && value.trim() === "") headers.delete(name);
  else headers.set(name, value.trim());
}

const OF_GENERATOR: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
]);

function addData(request: CurlRequest, meaning: CurlArgument["meaning"], value: string, notes: Notes): void {
  const file =
    meaning === "dataUrlencode"
      ? /^[^=]*@(.*)$/s.exec(value)?.[1]
      : value.startsWith("@") && meaning !== "dataRaw"
        ? value.slice(1)
        : undefined;
  if (file !== undefined) {
    notes.add(`The content of the file "${file.slice(0, 60)}" was left out of a body.`);
    return;
  }
  if (meaning === "json") {
    if (!request.headers.has("content-type")) request.headers.set("content-type", "application/json");
    if (!request.headers.has("accept")) request.headers.set("accept", "application/json");
  }
  request.data.push(meaning === "dataUrlencode" ? encodeField(value) : value);
}

/** `name=content`, `=content` or `content`, of which the content is encoded. */
function encodeField(value: string): string {
  const [name, content] = value.includes("=") ? (value.split(/=(.*)/s) as [string, string]) : ["", value];
  const encoded = encodeURIComponent(Buffer.from(content).toString()).replaceAll("%20", "+");
  return name === "" ? encoded : `${name}=${encoded}`;
}

function stepOf(request: CurlRequest, url: URL, origin: string, notes: Notes): RequestInput {
  const { headers, flags, data, timeoutMs } = request;
  const text = data.join(flags.has("json") ? "" : "&");
  const inQuery = flags.has("get") && text !== "";
  const withBody = data.length > 0 && !flags.has("get");
  const written = request.method ?? (flags.has("head") ? "HEAD" : withBody ? "POST" : "GET");
  const method = loadMethodSchema.safeParse(written);
  if (!method.success) refuse(`The method ${written.slice(0, 20)} is not supported.`);
  const query = inQuery ? `${url.search === "" ? "?" : `${url.search}&`}${text}` : url.search;
  const target = `${url.origin === origin ? "" : url.origin}${url.pathname}${query}`;
  if (target.length > LONGEST_TEXT || text.length > LONGEST_TEXT)
    refuse("A URL or body is longer than a load test may have.");
  const own = new Map(headers);
  if (url.username !== "") setCredentials(own, basic(`${decode(url.username)}:${decode(url.password)}`), notes);
  if (withBody && !own.has("content-type")) own.set("content-type", "application/x-www-form-urlencoded");
  return {
    type: "request",
    name: nameOf(method.data, url.pathname),
    method: method.data,
    url: escapeTemplate(target),
    headers: Object.fromEntries([...own].map(([name, value]) => [name, escapeTemplate(value)])),
    ...(withBody ? { body: bodyOf(text, own.get("content-type") ?? "") } : {}),
    ...(timeoutMs === null ? {} : { timeoutMs }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
