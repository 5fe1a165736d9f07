import type { CorpusEntry } from "../corpus-entry.ts";

/** Every planted fault with its clean twin. */
export const CORPUS: readonly CorpusEntry[] = [];
