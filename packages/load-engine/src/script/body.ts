import type { LoadBody } from "@plimsoll/core";
import { urlEncode } from "./functions.ts";
import { compileTemplate, type TemplatePlace } from "./template.ts";
import { type Scope, textOf, type Value } from "./values.ts";

export interface BodyTemplate {
  /** Unless a header says otherwise. */
  contentType: string;
  fixed: Buffer | null;
  render(scope: Scope): Buffer;
}

type Piece = string | ((scope: Scope) => string);

/** Compiles a body; `placeOf` gives the place of a template by the path below the body. */
export function compileBody(body: LoadBody, placeOf: (path: string) => TemplatePlace): BodyTemplate {
  switch (body.type) {
    case "text":
      return fromPieces("text/plain;charset=utf-8", [textPiece(body.text, placeOf(".text"))]);
    case "json": {
      const pieces: Piece[] = [];
      addJson(body.json as Value, ".json", pieces, placeOf);
      return fromPieces("application/json", pieces);
    }
    case "form": {
      const pieces = Object.entries(body.fields).flatMap(([name, text], at): Piece[] => {
        const value = textPiece(text, placeOf(`.fields.${name}`));
        const encoded = typeof value === "string" ? urlEncode(value) : (scope: Scope) => urlEncode(value(scope));
        return [`${at === 0 ? "" : "&"}${urlEncode(name)}=`, encoded];
      });
      return fromPieces("application/x-www-form-urlencoded", pieces);
    }
  }
}

function textPiece(text: string, place: TemplatePlace): Piece {
  const template = compileTemplate(text, place);
  return template.constant === undefined ? (scope) => template.text(scope) : textOf(template.constant);
}

/** JSON text with gaps for what changes; a string that is one expression becomes the value's own JSON. */
function addJson(json: Value, path: string, pieces: Piece[], placeOf: (path: string) => TemplatePlace): void {
  if (typeof json === "string") {
    const template = compileTemplate(json, placeOf(path));
    const { constant } = template;
    pieces.push(
      constant === undefined ? (scope) => JSON.stringify(template.evaluate(scope)) : JSON.stringify(constant),
    );
  } else if (Array.isArray(json)) {
    json.forEach((item, at) => {
      pieces.push(at === 0 ? "[" : ",");
      addJson(item, `${path}[${at}]`, pieces, placeOf);
    });
    pieces.push(json.length === 0 ? "[]" : "]");
  } else if (typeof json === "object" && json !== null) {
    const entries = Object.entries(json);
    entries.forEach(([key, value], at) => {
      pieces.push(`${at === 0 ? "{" : ","}${JSON.stringify(key)}:`);
      addJson(value, `${path}.${key}`, pieces, placeOf);
    });
    pieces.push(entries.length === 0 ? "{}" : "}");
  } else {
    pieces.push(JSON.stringify(json));
  }
}

function fromPieces(contentType: string, pieces: Piece[]): BodyTemplate {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === "string" && typeof last === "string") merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  const render = (scope: Scope) => {
    let text = "";
    for (const piece of merged) text += typeof piece === "string" ? piece : piece(scope);
    return Buffer.from(text);
  };
  const [only = ""] = merged;
  const fixed = merged.length <= 1 && typeof only === "string" ? Buffer.from(only) : null;
  return { contentType, fixed, render: fixed ? () => fixed : render };
}
