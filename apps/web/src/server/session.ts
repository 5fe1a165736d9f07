import type { Principal } from "@plimsoll/core";
import { resolvePrincipal } from "@plimsoll/domain/accounts";
import { headers } from "next/headers";
import { cache } from "react";
import { getContainer } from "./container.ts";

/** Who is looking at the page that is being rendered; looked up once a request. */
export const getPrincipalFromHeaders = cache(async (): Promise<Principal> => {
  const received = new Headers(await headers());
  const { auth, platform } = getContainer();
  return resolvePrincipal(auth, platform, received);
});
