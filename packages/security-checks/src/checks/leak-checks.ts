import type { WebCheck } from "../check.ts";
import { databaseError } from "./leaks/database-error.ts";
import { debugHeader } from "./leaks/debug-header.ts";
import { debugPage } from "./leaks/debug-page.ts";
import { directoryListing } from "./leaks/directory-listing.ts";
import { privateAddress } from "./leaks/private-address.ts";
import { secretInScript } from "./leaks/secret-in-script.ts";
import { serverVersion } from "./leaks/server-version.ts";
import { sourceCode } from "./leaks/source-code.ts";
import { sourceMap } from "./leaks/source-map.ts";
import { stackTrace } from "./leaks/stack-trace.ts";
import { verboseErrors } from "./leaks/verbose-errors.ts";

/** Checks of the group `leaks`, in the order people read them; each is a file in `leaks/`. */
export const LEAK_CHECKS: readonly WebCheck[] = [
  secretInScript,
  debugPage,
  debugHeader,
  stackTrace,
  verboseErrors,
  databaseError,
  sourceCode,
  sourceMap,
  directoryListing,
  privateAddress,
  serverVersion,
];
