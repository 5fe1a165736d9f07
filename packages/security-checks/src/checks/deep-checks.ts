import type { WebCheck } from "../check.ts";
import { sslscan } from "./deep/sslscan.ts";
import { testssl } from "./deep/testssl.ts";

/** Checks of the group `deep`: programs that are run where they are installed; each is a file in `deep/`. */
export const DEEP_CHECKS: readonly WebCheck[] = [sslscan, testssl];
