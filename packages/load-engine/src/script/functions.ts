import { type Random, randomInt } from "./random.ts";
import { RenderError } from "./compiled.ts";
import type { Value } from "./values.ts";

/** What functions draw on: one for a thread. */
export interface FunctionSource {
  random: Random;
  /** The next number that no other thread of the run gets. */
  nextSequence(): number;
}

export interface TemplateFunction {
  /** As shown to people. */
  usage: string;
  /** Fewest and most arguments; `whole` takes all between the parentheses as one. */
  args: [number, number] | "whole";
  /** Same arguments, same value: worked out once when they are fixed. */
  pure?: boolean;
  /** Says what is wrong with arguments that are fixed; null: nothing. */
  refuse?(args: string[]): string | null;
  call(source: FunctionSource, args: string[]): Value;
}

const LONGEST_STRING = 10_000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Functions of templates, by name without `$`. */
export const TEMPLATE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ["uuid", { usage: "$uuid", args: [0, 0], call: ({ random }) => uuid(random) }],
  [
    "randomInt",
    {
      usage: "$randomInt(1, 100)",
      args: [2, 2],
      refuse: ([low, high]) => (isRange(low, high) ? null : "takes two whole numbers, the lower one first"),
      call: ({ random }, [low, high]) => {
        if (!isRange(low, high)) throw new RenderError("extract", `$randomInt cannot pick from ${low} to ${high}.`);
        return randomInt(random, Number(low), Number(high));
      },
    },
  ],
  [
    "randomFrom",
    {
      usage: "$randomFrom(a, b, c)",
      args: [1, 1_000],
      call: ({ random }, args) => args[randomInt(random, 0, args.length - 1)] ?? "",
    },
  ],
  [
    "randomString",
    {
      usage: "$randomString(8)",
      args: [1, 1],
      refuse: ([length]) => (isLength(length) ? null : `takes a length from 1 to ${LONGEST_STRING}`),
      call: ({ random }, [length]) => {
        if (!isLength(length)) throw new RenderError("extract", `$randomString cannot have the length ${length}.`);
        return Array.from({ length: Number(length) }, () => LETTERS[randomInt(random, 0, LETTERS.length - 1)]).join("");
      },
    },
  ],
  ["sequence", { usage: "$sequence", args: [0, 0], call: (source) => source.nextSequence() }],
  [
    "timestamp",
    {
      usage: "$timestamp or $timestamp(s)",
      args: [0, 1],
      refuse: ([unit]) => (unit === undefined || unit === "s" || unit === "ms" ? null : "takes `s` or `ms`"),
      call: (_, [unit]) => (unit === "s" ? Math.floor(Date.now() / 1_000) : Date.now()),
    },
  ],
  ["isoTime", { usage: "$isoTime", args: [0, 0], call: () => new Date().toISOString() }],
  [
    "base64",
    {
      usage: "$base64(text)",
      args: "whole",
      pure: true,
      call: (_, [text = ""]) => Buffer.from(text).toString("base64"),
    },
  ],
  ["urlEncode", { usage: "$urlEncode(text)", args: "whole", pure: true, call: (_, [text = ""]) => urlEncode(text) }],
  [
    "number",
    {
      usage: "$number(text)",
      args: "whole",
      pure: true,
      call: (_, [text = ""]) => {
        if (text.trim() === "" || !Number.isFinite(Number(text)))
          throw new RenderError("extract", `"${text.slice(0, 60)}" is no number.`);
        return Number(text);
      },
    },
  ],
  ["open", { usage: "$open", args: [0, 0], pure: true, call: () => "{{" }],
]);

function isRange(low: string | undefined, high: string | undefined): boolean {
  const from = Number(low);
  const to = Number(high);
  return low !== "" && high !== "" && Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to;
}

function isLength(length: string | undefined): boolean {
  const number = Number(length);
  return Number.isInteger(number) && number >= 1 && number <= LONGEST_STRING;
}

/** Version 4, from the seeded generator: enough to tell requests apart, not for secrets. */
function uuid(random: Random): string {
  let text = "";
  for (let place = 0; place < 16; place += 2) {
    const two = Math.floor(random() * 65_536);
    if (place === 4 || place === 6 || place === 8 || place === 10) text += "-";
    const first = place === 6 ? (two >>> 12) | 0x40 : place === 8 ? ((two >>> 8) & 0x3f) | 0x80 : two >>> 8;
    text += (HEX[first] ?? "") + (HEX[two & 0xff] ?? "");
  }
  return text;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Percent-encodes all but letters, digits and `-_.!~*'()`. */
export function urlEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone half of a surrogate pair has no UTF-8.
    throw new RenderError("protocol", "A value for a URL holds half a character.");
  }
}
