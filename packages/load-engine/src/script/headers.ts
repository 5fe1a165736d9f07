import type { LoadRequestStep } from "@plimsoll/core";
import type { BodyTemplate } from "./body.ts";
import { RenderError } from "./compiled.ts";
import type { StepPlace } from "./request-step.ts";
import { compileTemplate, type Template, type TemplatePlace } from "./template.ts";
import type { Scope } from "./values.ts";

interface RenderedHeaders {
  /** Name, value, name, value … */
  list: readonly string[];
  /** The `cookie` header among them. */
  cookie: string | null;
}

export interface HeaderTemplates {
  /** A `host` header of the script. */
  host: string | null;
  fixed: RenderedHeaders | null;
  /** @throws RenderError when a value would break the request */
  render(scope: Scope): RenderedHeaders;
}

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
/** These say where a message ends or belong to one connection: the generator sets them. */
const RESERVED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const USER_AGENT = "plimsoll-load-test";

export function compileHeaders(
  step: LoadRequestStep,
  body: BodyTemplate | null,
  place: StepPlace,
  at: (below: string) => TemplatePlace,
): HeaderTemplates {
  const templates = new Map<string, Template>();
  let host: string | null = null;
  for (const [written, text] of Object.entries(step.headers)) {
    const name = written.toLowerCase();
    const { lookUp, report } = at(`.headers.${written}`);
    const template = compileTemplate(text, { lookUp, report });
    if (!TOKEN.test(name)) report(`"${written}" is no name of a header.`);
    else if (templates.has(name)) report(`The header "${name}" is there twice.`);
    else if (RESERVED.has(name)) report(`The header "${name}" is set by the generator; leave it out.`);
    else if (template.constant !== undefined && BREAKS.test(template.prefix)) {
      report(`The value of "${name}" holds a line break.`);
    } else if (name === "host") host = readHost(template, step, place, report);
    else templates.set(name, template);
  }
  if (body && !templates.has("content-type")) templates.set("content-type", constant(body.contentType));
  if (!templates.has("user-agent")) templates.set("user-agent", constant(USER_AGENT));
  const changing = [...templates.values()].some((template) => template.constant === undefined);
  const render = (scope: Scope | null) => renderAll(templates, scope);
  const fixed = changing ? null : render(null);
  return { host, fixed, render: fixed ? () => fixed : render };
}

function renderAll(templates: Map<string, Template>, scope: Scope | null): RenderedHeaders {
  const list: string[] = [];
  let cookie: string | null = null;
  for (const [name, template] of templates) {
    const text = template.constant === undefined && scope ? template.text(scope) : template.prefix;
    const value = headerValue(name, text);
    list.push(name, value);
    if (name === "cookie") cookie = value;
  }
  return { list, cookie };
}

const BREAKS = /[\r\n\0]/;
const BEYOND_ASCII = /[^\t\x20-\x7e]/;

/** Values beyond ASCII are sent as UTF-8. */
function headerValue(name: string, value: string): string {
  if (!BEYOND_ASCII.test(value)) return value.trim();
  if (BREAKS.test(value)) throw new RenderError("protocol", `The value for the header "${name}" holds a line break.`);
  return Buffer.from(value.trim()).toString("latin1");
}

function constant(text: string): Template {
  return compileTemplate(text, { lookUp: () => null, report: () => undefined });
}

/**
 * Behind one address there may be many hosts, some of whom nobody opened for load tests: a host that the script names in a
 * header is one of its targets like that of a URL.
 */
function readHost(
  template: Template,
  step: LoadRequestStep,
  place: StepPlace,
  report: (message: string) => void,
): string | null {
  if (template.constant === undefined) {
    report("The host header must be written out: the hosts of a run are known before it.");
    return null;
  }
  const host = template.prefix.trim();
  const scheme =
    /^https:/i.test(step.url) || (!/^http:/i.test(step.url) && place.base?.protocol === "https:") ? "https" : "http";
  try {
    const url = new URL(`${scheme}://${host}`);
    if (url.pathname !== "/" || url.search !== "" || url.username !== "") throw new Error("it is more than a host");
    place.targets.of(url);
    return url.host;
  } catch {
    report(`"${host}" is no host.`);
    return null;
  }
}
