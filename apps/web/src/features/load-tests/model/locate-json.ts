/** Where something stands in a text: both from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

function placeOf(text: string, at: number): TextPlace {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}

/** Walks over JSON that is known to be well formed, and notes where the value of each path begins. */
class Walker {
  #at = 0;
  readonly starts = new Map<string, number>();
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"')
      this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #members(close: string, path: string, keyOf: (index: number) => string): void {
    this.#at += 1;
    for (let index = 0; ; index++) {
      this.#skip();
      if (this.#text[this.#at] === close || this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === ",") {
        this.#at += 1;
        index -= 1;
        continue;
      }
      const key = keyOf(index);
      this.value(path === "" ? key : `${path}.${key}`);
    }
    this.#at += 1;
  }

  value(path: string): void {
    this.#skip();
    this.starts.set(path, this.#at);
    const first = this.#text[this.#at];
    if (first === '"') this.#string();
    else if (first === "[") this.#members("]", path, String);
    else if (first === "{") {
      this.#members("}", path, () => {
        const key = this.#string();
        this.#skip();
        this.#at += 1;
        return key;
      });
    } else while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }
}

/**
 * Where the values at some paths (`scenarios.0.url`) stand in well-formed JSON. A path that leads nowhere has the place
 * of the nearest value around it: that is where something is missing.
 */
export function locateJson(text: string, paths: readonly string[]): Map<string, TextPlace> {
  const walker = new Walker(text);
  walker.value("");
  const places = new Map<string, TextPlace>();
  for (const path of paths) {
    let nearest = path;
    while (nearest !== "" && !walker.starts.has(nearest))
      nearest = nearest.slice(0, Math.max(0, nearest.lastIndexOf(".")));
    places.set(path, placeOf(text, walker.starts.get(nearest) ?? 0));
  }
  return places;
}

/** Where the parser gave up, as far as its message says: engines word it differently. */
export function jsonErrorPlace(text: string, message: string): TextPlace | null {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return placeOf(text, Number(position));
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  return line && column ? { line: Number(line), column: Number(column) } : null;
}
