import type { NamedRuntime } from "./runtimes.ts";

/** A runtime whose maintainers no longer mend it. */
export interface EndedRuntime extends NamedRuntime {
  title: string;
  cycle: string;
  /** The day its support ended; null when only that it did is known. */
  endedOn: string | null;
}

export interface EndOfLifeData {
  /** The day the data is from. */
  date: string;
  products: Readonly<Record<string, Product | undefined>>;
}

interface Product {
  title: string;
  cycles: Readonly<Record<string, { eol: string | boolean; codename?: string } | undefined>>;
}

/** The data that comes with Plimsoll, from https://endoflife.date. Loaded when it is asked for. */
export async function loadEndOfLifeData(): Promise<EndOfLifeData> {
  const { END_OF_LIFE } = await import("./data/end-of-life.ts");
  return END_OF_LIFE;
}

/** The runtime's ended release cycle; null while it is supported or when the data does not know it. */
export function endOfLifeOf(runtime: NamedRuntime, data: EndOfLifeData, now: Date): EndedRuntime | null {
  const product = data.products[runtime.product];
  if (!product) return null;
  const cycle = cycleOf(product, runtime.version);
  const eol = product.cycles[cycle ?? ""]?.eol;
  if (cycle === null || eol === undefined || eol === false) return null;
  if (typeof eol === "string" && eol >= now.toISOString().slice(0, 10)) return null;
  return { ...runtime, title: product.title, cycle, endedOn: typeof eol === "string" ? eol : null };
}

/** The most exact cycle that the version is of: `3.9` for 3.9.2, `18` for 18.19.1. By code name: `bullseye`. */
function cycleOf({ cycles }: Product, version: string): string | null {
  if (!/^\d/.test(version)) {
    const named = Object.entries(cycles).find(([, cycle]) => isCodename(cycle?.codename, version));
    return named?.[0] ?? null;
  }
  const parts = version.split(".");
  for (let length = parts.length; length > 0; length--) {
    const candidate = parts.slice(0, length).join(".");
    if (cycles[candidate] !== undefined) return candidate;
  }
  return null;
}

/** Ubuntu's are two words, of which images use the first: `jammy` for Jammy Jellyfish. */
function isCodename(codename: string | undefined, version: string): boolean {
  return codename !== undefined && codename.toLowerCase().split(" ")[0] === version.toLowerCase();
}
