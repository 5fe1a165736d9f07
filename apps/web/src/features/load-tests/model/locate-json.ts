/** Where something stands in a text: both from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

function placeOf(text: string, at: number): TextPlace {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\r\n]|\\.)*"/y;

/** Walks over JSON and notes where the value of each path begins, up to where it ends to be JSON. */
class Walker {
  #at = 0;
  readonly starts = new Map<string, number>();
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  /** Offset of what does not belong there; null for well-formed JSON. */
  run(): number | null {
    const isWhole = this.#value("") && this.#next() === "";
    return isWhole ? null : this.#at;
  }

  /** The next character that means something; empty at the end. */
  #next(): string {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    return this.#text[this.#at] ?? "";
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #takeMark(mark: string): boolean {
    const isThere = this.#next() === mark;
    if (isThere) this.#at += 1;
    return isThere;
  }

  /** The key of a member with its colon, or null where there is none. */
  #key(): string | null {
    const key = this.#next() === '"' ? this.#take(STRING) : null;
    return key !== null && this.#takeMark(":") ? key.slice(1, -1) : null;
  }

  #members(close: "}" | "]", path: string): boolean {
    this.#at += 1;
    if (this.#takeMark(close)) return true;
    for (let index = 0; ; index++) {
      const key = close === "]" ? String(index) : this.#key();
      if (key === null || !this.#value(path === "" ? key : `${path}.${key}`)) return false;
      if (this.#takeMark(close)) return true;
      if (!this.#takeMark(",")) return false;
    }
  }

  #value(path: string): boolean {
    const first = this.#next();
    this.starts.set(path, this.#at);
    if (first === "{") return this.#members("}", path);
    if (first === "[") return this.#members("]", path);
    return this.#take(first === '"' ? STRING : LITERAL) !== null;
  }
}

/**
 * Where the values at some paths (`scenarios.0.url`) stand in well-formed JSON. A path that leads nowhere has the place
 * of the nearest value around it: that is where something is missing.
 */
export function locateJson(text: string, paths: readonly string[]): Map<string, TextPlace> {
  const walker = new Walker(text);
  walker.run();
  const places = new Map<string, TextPlace>();
  for (const path of paths) {
    let nearest = path;
    while (nearest !== "" && !walker.starts.has(nearest))
      nearest = nearest.slice(0, Math.max(0, nearest.lastIndexOf(".")));
    places.set(path, placeOf(text, walker.starts.get(nearest) ?? 0));
  }
  return places;
}

/** The first place at which a text is no JSON; null when it is. Parsers tell it in words of their own, or not at all. */
export function jsonErrorPlace(text: string): TextPlace | null {
  const at = new Walker(text).run();
  return at === null ? null : placeOf(text, at);
}
