/** A template taken apart: text as it is, and what stands between `{{` and `}}`. */
export type TemplatePart = string | TemplateCall | TemplateName;
/** `{{users.email}}`: a variable, or a data set and a field. */
export interface TemplateName {
  kind: "name";
  name: string;
  fields: string[];
}
/** `{{$randomInt(1, 100)}}` */
export interface TemplateCall {
  kind: "call";
  name: string;
  /** Templates, parted by commas; `whole` is all between the parentheses. Null without parentheses. */
  args: string[] | null;
  whole: string;
}

/**
 * Takes a template apart. `{{` begins an expression only where a name or `$` follows, so that other text with two braces
 * may stand as it is.
 * @throws Error with a message for the person who wrote it
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < text.length) {
    OPENING.lastIndex = at;
    const opening = OPENING.exec(text);
    if (!opening) break;
    if (opening.index > at) parts.push(text.slice(at, opening.index));
    const end = closingOf(text, opening.index + 2);
    if (end === -1) throw new Error(`"${shorten(text.slice(opening.index))}" has no closing \`}}\`.`);
    parts.push(parseExpression(text.slice(opening.index + 2, end).trim()));
    at = end + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Writes text so that a template shows it as it is. */
export function escapeTemplate(text: string): string {
  return text.replace(OPENING, (opening) => `{{$open}}${opening.slice(2)}`);
}

const OPENING = /\{\{(?=\s*[$A-Za-z_])/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Place of the `}}` that ends the expression, past those nested in it. */
function closingOf(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length - 1; at += 1) {
    if (text.startsWith("{{", at)) depth += 1;
    else if (text.startsWith("}}", at)) depth -= 1;
    else continue;
    if (depth === 0) return at;
    at += 1;
  }
  return -1;
}

function parseExpression(inner: string): TemplateCall | TemplateName {
  if (!inner.startsWith("$")) {
    const [name = "", ...fields] = inner.split(".");
    if (!NAME.test(name) || fields.includes("")) throw new Error(`"{{${shorten(inner)}}}" is no name of a variable.`);
    return { kind: "name", name, fields };
  }
  const call = /^\$([A-Za-z][A-Za-z0-9]*)(?:\((.*)\))?$/s.exec(inner);
  if (!call) throw new Error(`"{{${shorten(inner)}}}" is no function; write it like {{$randomInt(1, 100)}}.`);
  const whole = call[2];
  return {
    kind: "call",
    name: call[1] ?? "",
    args: whole === undefined ? null : splitArguments(whole),
    whole: whole ?? "",
  };
}

/** Commas within nested expressions and parentheses part nothing. */
function splitArguments(text: string): string[] {
  if (text.trim() === "") return [];
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "{" || char === "(") depth += 1;
    else if (char === "}" || char === ")") depth -= 1;
    else if (char === "," && depth === 0) {
      args.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  args.push(text.slice(from).trim());
  return args;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
