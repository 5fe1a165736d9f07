import { Parser } from "htmlparser2";
import type { Exchange } from "../exchange.ts";

/** Things of each kind that are kept of one page. */
const MAX_OF_A_KIND = 1000;

/** Something a page loads or sends to. */
export interface HtmlResource {
  kind: "script" | "style" | "image" | "frame" | "media" | "object" | "form";
  /** As it is written in the page. */
  url: string;
  attributes: Readonly<Record<string, string>>;
}

export interface HtmlInput {
  name: string;
  type: string;
  attributes: Readonly<Record<string, string>>;
  /** Index of its form in `forms`; null outside of one. */
  form: number | null;
}

/** What checks look at in a page, in its order. */
export interface HtmlParts {
  /** `href` of the first `<base>`. */
  base: string | null;
  title: string;
  links: readonly string[];
  resources: readonly HtmlResource[];
  forms: readonly Readonly<Record<string, string>>[];
  inputs: readonly HtmlInput[];
  /** `<meta>` elements' attributes. */
  metas: readonly Readonly<Record<string, string>>[];
  inlineScripts: readonly string[];
  comments: readonly string[];
}

const RESOURCES: Readonly<Record<string, readonly [HtmlResource["kind"], attribute: string]>> = {
  script: ["script", "src"],
  img: ["image", "src"],
  iframe: ["frame", "src"],
  frame: ["frame", "src"],
  audio: ["media", "src"],
  video: ["media", "src"],
  source: ["media", "src"],
  embed: ["object", "src"],
  object: ["object", "data"],
  form: ["form", "action"],
};

const read = new WeakMap<Exchange, HtmlParts>();

/** Takes a page apart, once. Never throws: whatever is no HTML has no parts. Lists are bounded. */
export function readHtml(exchange: Exchange): HtmlParts {
  const known = read.get(exchange);
  if (known) return known;
  const parts = parse(exchange.body);
  read.set(exchange, parts);
  return parts;
}

class Collector {
  base: string | null = null;
  title = "";
  links: string[] = [];
  resources: HtmlResource[] = [];
  forms: Record<string, string>[] = [];
  inputs: HtmlInput[] = [];
  metas: Record<string, string>[] = [];
  inlineScripts: string[] = [];
  comments: string[] = [];
  /** Where text goes now. */
  private into: "title" | "script" | null = null;
  private openForm: number | null = null;

  open(name: string, attributes: Record<string, string>): void {
    const [kind, attribute] = RESOURCES[name] ?? [];
    const url = attribute === undefined ? undefined : attributes[attribute];
    if (kind && url !== undefined) add(this.resources, { kind, url, attributes });
    if (name === "link" && attributes.href !== undefined && /\bstylesheet\b/i.test(attributes.rel ?? ""))
      add(this.resources, { kind: "style", url: attributes.href, attributes });
    if ((name === "a" || name === "area") && attributes.href !== undefined) add(this.links, attributes.href);
    if (name === "base") this.base ??= attributes.href ?? null;
    if (name === "meta") add(this.metas, attributes);
    if (name === "form") {
      add(this.forms, attributes);
      this.openForm = this.forms.length - 1;
    }
    if (name === "input" || name === "textarea" || name === "select") this.input(name, attributes);
    if (name === "title") this.into = "title";
    if (name === "script" && attributes.src === undefined) {
      this.into = "script";
      add(this.inlineScripts, "");
    }
  }

  close(name: string): void {
    if (name === "title" || name === "script") this.into = null;
    if (name === "form") this.openForm = null;
  }

  text(text: string): void {
    if (this.into === "title" && this.title.length < 300) this.title += text;
    if (this.into === "script" && this.inlineScripts.length < MAX_OF_A_KIND)
      this.inlineScripts.push((this.inlineScripts.pop() ?? "") + text);
  }

  private input(name: string, attributes: Record<string, string>): void {
    const type = name === "input" ? (attributes.type ?? "text").toLowerCase() : name;
    add(this.inputs, { name: attributes.name ?? "", type, attributes, form: this.openForm });
  }
}

function parse(html: string): HtmlParts {
  const found = new Collector();
  const parser = new Parser({
    onopentag: (name, attributes) => found.open(name, attributes),
    onclosetag: (name) => found.close(name),
    ontext: (text) => found.text(text),
    oncomment: (text) => add(found.comments, text.trim()),
  });
  parser.write(html);
  parser.end();
  return found;
}

function add<T>(list: T[], item: T): void {
  if (list.length < MAX_OF_A_KIND) list.push(item);
}
