/** Values of jobs, one after the other, as Redis sent them. */
export type Flat = readonly (Buffer | null)[];

/** Values lie next to each other but for their lengths, which take this many bytes at most. */
const GAP_BYTES = 32;

/** Values in one piece of memory. */
interface Run {
  first: number;
  last: number;
}

function* runsOf(flat: Flat): Generator<Run> {
  let run: Run | null = null;
  let memory: ArrayBufferLike | null = null;
  let end = 0;
  for (let at = 0; at < flat.length; at++) {
    const value = flat[at];
    if (!value || value.length === 0) continue;
    const goesOn = value.buffer === memory && value.byteOffset >= end && value.byteOffset - end <= GAP_BYTES;
    if (run && goesOn) run.last = at;
    else {
      if (run) yield run;
      run = { first: at, last: at };
      memory = value.buffer;
    }
    end = value.byteOffset + value.length;
  }
  if (run) yield run;
}

/** Texts in lower case when all are ASCII, which looks the same in every encoding, else null. */
export function asciiForms(forms: readonly string[]): string[] | null {
  if (forms.some((form) => Buffer.byteLength(form) !== form.length)) return null;
  return [...new Set(forms.map((form) => form.toLowerCase()))];
}

/**
 * Rows, by the place of their first value, that may have one of the texts in a value. Most jobs have none: values that
 * lie in one piece of memory, as they came through the socket, are looked through as one, many times as fast as texts made
 * of each. `texts` are ASCII in lower case.
 */
export function* rowsThatMayHave(flat: Flat, width: number, texts: readonly string[]): Generator<number> {
  let next = 0;
  for (const { first, last } of runsOf(flat)) {
    const [from, to] = [flat[first], flat[last]];
    if (!from || !to) continue;
    const bytes = Buffer.from(from.buffer, from.byteOffset, to.byteOffset + to.length - from.byteOffset);
    const hay = bytes.toString("latin1").toLowerCase();
    if (!texts.some((text) => hay.includes(text))) continue;
    const firstRow = first - (first % width);
    for (let row = Math.max(next, firstRow); row <= last; row += width) {
      yield row;
      next = row + width;
    }
  }
}
