import type { WebCheck } from "../check.ts";
import { lookalikeOrigin } from "./cors/lookalike-origin.ts";
import { nullOrigin } from "./cors/null-origin.ts";
import { reflectedOrigin } from "./cors/reflected-origin.ts";
import { wildcard } from "./cors/wildcard.ts";

/** Checks of the group `cors`, in the order people read them; each is a file in `cors/`. */
export const CORS_CHECKS: readonly WebCheck[] = [reflectedOrigin, nullOrigin, lookalikeOrigin, wildcard];
