import type { WebCheck } from "../check.ts";
import { contentType } from "./headers/content-type.ts";
import { contentTypeOptions } from "./headers/content-type-options.ts";
import { csp } from "./headers/csp.ts";
import { cspWeakness } from "./headers/csp-weakness.ts";
import { embedderPolicy } from "./headers/embedder-policy.ts";
import { framing } from "./headers/framing.ts";
import { openerPolicy } from "./headers/opener-policy.ts";
import { permissionsPolicy } from "./headers/permissions-policy.ts";
import { privateCaching } from "./headers/private-caching.ts";
import { referrerPolicy } from "./headers/referrer-policy.ts";
import { resourcePolicy } from "./headers/resource-policy.ts";
import { subresourceIntegrity } from "./headers/subresource-integrity.ts";

/** Checks of the group `headers`, in the order people read them; each is a file in `headers/`. */
export const HEADER_CHECKS: readonly WebCheck[] = [
  csp,
  cspWeakness,
  framing,
  contentTypeOptions,
  contentType,
  privateCaching,
  referrerPolicy,
  permissionsPolicy,
  openerPolicy,
  resourcePolicy,
  embedderPolicy,
  subresourceIntegrity,
];
