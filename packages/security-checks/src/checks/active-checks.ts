import type { WebCheck } from "../check.ts";
import { authBypass } from "./active/auth-bypass.ts";
import { graphqlIntrospection } from "./active/graphql-introspection.ts";
import { headerInjection } from "./active/header-injection.ts";
import { hostHeader } from "./active/host-header.ts";
import { httpMethods } from "./active/http-methods.ts";
import { jwt } from "./active/jwt.ts";
import { openRedirect } from "./active/open-redirect.ts";
import { pathTraversal } from "./active/path-traversal.ts";
import { reflectedXss } from "./active/reflected-xss.ts";
import { signInRateLimit } from "./active/sign-in-rate-limit.ts";
import { sqlError } from "./active/sql-error.ts";

/** Checks of the group `active`, in the order people read them; each is a file in `active/`. */
export const ACTIVE_CHECKS: readonly WebCheck[] = [
  sqlError,
  reflectedXss,
  pathTraversal,
  headerInjection,
  openRedirect,
  authBypass,
  hostHeader,
  jwt,
  signInRateLimit,
  graphqlIntrospection,
  httpMethods,
];
