import type { CorpusEntry } from "../corpus-entry.ts";
import { ACTIVE_CORPUS } from "./active.ts";
import { API_CORPUS } from "./api.ts";
import { COOKIES_CORPUS } from "./cookies.ts";
import { CORS_CORPUS } from "./cors.ts";
import { EXPOSED_CORPUS } from "./exposed.ts";
import { HEADERS_CORPUS } from "./headers.ts";
import { LEAKS_CORPUS } from "./leaks.ts";
import { SUPPLY_CHAIN_CORPUS } from "./supply-chain.ts";
import { TRANSPORT_CORPUS } from "./transport.ts";

/** Every planted fault with its clean twin, in the order of the registry. */
export const CORPUS: readonly CorpusEntry[] = [
  ...TRANSPORT_CORPUS,
  ...HEADERS_CORPUS,
  ...COOKIES_CORPUS,
  ...CORS_CORPUS,
  ...LEAKS_CORPUS,
  ...EXPOSED_CORPUS,
  ...ACTIVE_CORPUS,
  ...API_CORPUS,
  ...SUPPLY_CHAIN_CORPUS,
];
