import type { WebCheck } from "../check.ts";
import { httpOnly } from "./cookies/http-only.ts";
import { prefix } from "./cookies/prefix.ts";
import { sameSite } from "./cookies/same-site.ts";
import { scope } from "./cookies/scope.ts";
import { secure } from "./cookies/secure.ts";
import { sessionInUrl } from "./cookies/session-in-url.ts";
import { size } from "./cookies/size.ts";

/** Checks of the group `cookies`, in the order people read them; each is a file in `cookies/`. */
export const COOKIE_CHECKS: readonly WebCheck[] = [secure, httpOnly, sameSite, prefix, scope, sessionInUrl, size];
