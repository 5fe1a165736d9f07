import type { WebCheck } from "../check.ts";
import { authenticationMissing } from "./api/authentication-missing.ts";
import { excessiveData } from "./api/excessive-data.ts";
import { objectAccess } from "./api/object-access.ts";
import { trpc } from "./api/trpc.ts";

/** Checks of the group `api`, in the order people read them; each is a file in `api/`. */
export const API_CHECKS: readonly WebCheck[] = [authenticationMissing, objectAccess, excessiveData, trpc];
