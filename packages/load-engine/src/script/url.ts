import { RenderError, type RequestTarget } from "./compiled.ts";
import { encodePath, Targets } from "./targets.ts";
import { compileTemplate, type Template, type TemplatePlace } from "./template.ts";
import { type Scope, textOf } from "./values.ts";

export interface UrlTemplate {
  /** Where it goes and the path, where both are always the same. */
  fixed: { target: RequestTarget; path: string } | null;
  /** @throws RenderError */
  render(scope: Scope): { target: RequestTarget; path: string };
}

const ABSOLUTE = /^https?:\/\//i;
/** Scheme, host and port are written out, and a path or query or nothing follows. */
const WHOLE_ORIGIN = /^(https?:\/\/[^/?#\\]+)([/?#].*)$/is;

/**
 * Compiles the URL of a step: absolute, or a path put after `base`. The host must be written out or come from variables
 * with fixed values, unless the whole URL comes from an answer or data: hosts of a run are known before it.
 */
export function compileUrl(text: string, base: URL | null, targets: Targets, place: TemplatePlace): UrlTemplate | null {
  const template = compileTemplate(withoutFragment(text), place);
  try {
    if (template.constant !== undefined) return fixedUrl(textOf(template.constant).trim(), base, targets);
    if (template.prefix === "") return freeUrl(template, base, targets);
    if (!ABSOLUTE.test(template.prefix)) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(template.prefix)) throw new Error("only http:// and https:// can be tested");
      return pathTemplate(template, "", needBase(base), targets);
    }
    const origin = WHOLE_ORIGIN.exec(template.prefix)?.[1];
    if (!origin) throw new Error("the host must be written out, or be a variable with a fixed value");
    return pathTemplate(template, origin, new URL(origin), targets);
  } catch (thrown) {
    place.report(`This URL cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
    return null;
  }
}

/** Reads `baseUrl`; null where there is none or it is broken. */
export function readBase(baseUrl: string | undefined, report: (message: string) => void): URL | null {
  if (baseUrl === undefined) return null;
  try {
    const base = new URL(baseUrl);
    if (base.search !== "" || base.hash !== "") throw new Error("it may hold a path, but no query");
    new Targets().of(base);
    return base;
  } catch (thrown) {
    report(`This URL cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
    return null;
  }
}

function fixedUrl(text: string, base: URL | null, targets: Targets): UrlTemplate {
  const url = new URL(ABSOLUTE.test(text) || /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : joined(needBase(base), text));
  const fixed = { target: targets.of(url), path: encodePath(url.pathname + url.search) };
  return { fixed, render: () => fixed };
}

/** The origin is fixed, what follows is not: nothing has to be parsed when it is rendered. */
function pathTemplate(template: Template, origin: string, base: URL, targets: Targets): UrlTemplate {
  const target = targets.of(base);
  const before = origin === "" ? joined(base, template.prefix).slice(base.origin.length) : null;
  const skip = template.prefix.length;
  return {
    fixed: null,
    render: (scope) => {
      const text = template.text(scope);
      const path = before === null ? text.slice(origin.length) : before + text.slice(skip);
      return { target, path: encodePath(path.startsWith("/") ? path : `/${path}`) };
    },
  };
}

/** The whole URL, or its beginning, comes from a value. */
function freeUrl(template: Template, base: URL | null, targets: Targets): UrlTemplate {
  if (base) targets.of(base);
  return {
    fixed: null,
    render: (scope) => {
      const text = template.text(scope).trim();
      try {
        const url = new URL(ABSOLUTE.test(text) ? text : joined(needBase(base), text));
        return { target: targets.of(url), path: encodePath(url.pathname + url.search) };
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        throw new RenderError("protocol", `"${text.slice(0, 200)}" cannot be used as a URL: ${why}.`);
      }
    },
  };
}

function joined(base: URL, text: string): string {
  const prefix = base.href.endsWith("/") ? base.href.slice(0, -1) : base.href;
  if (text.startsWith("/")) return prefix + text;
  return text === "" || text.startsWith("?") ? base.href + text : `${prefix}/${text}`;
}

function needBase(base: URL | null): URL {
  if (!base) throw new Error("it is no absolute URL, and the test has no baseUrl to put before it");
  return base;
}

/** A fragment is never sent; within an expression `#` is part of it. */
function withoutFragment(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const opens = text.startsWith("{{", at);
    if (opens || text.startsWith("}}", at)) {
      depth = opens ? depth + 1 : Math.max(0, depth - 1);
      at += 1;
    } else if (text[at] === "#" && depth === 0) return text.slice(0, at);
  }
  return text;
}
