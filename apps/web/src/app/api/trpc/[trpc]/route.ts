import { appRouter, type Context } from "@plimsoll/api";
import { isAllowed, type Principal } from "@plimsoll/core";
import { resolvePrincipal } from "@plimsoll/domain/accounts";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { boundedRequest } from "../../../../server/bounded-request.ts";
import { getContainer } from "../../../../server/container.ts";
import { assertSameOrigin, errorResponse, logFailure } from "../../../../server/http.ts";

const MAX_BODY_BYTES = 1024 * 1024;
/** Lock files are large; `scans.upload` bounds what they hold, this what they take as JSON. */
const MAX_UPLOAD_BYTES = 16 * 1024 * 1024;

async function handle(incoming: Request): Promise<Response> {
  const { auth, live, liveJobs, platform } = getContainer();
  let principal: Principal;
  let request: Request;
  try {
    assertSameOrigin(incoming);
    principal = await resolvePrincipal(auth, platform, incoming.headers);
    const isUpload = new URL(incoming.url).pathname.endsWith("/scans.upload") && isAllowed(principal, "scans.run");
    request = await boundedRequest(incoming, isUpload ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES);
  } catch (error) {
    return errorResponse(error);
  }
  const context: Context = { platform, auth, live, liveJobs, principal };
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    router: appRouter,
    req: request,
    createContext: () => context,
    maxBatchSize: 20,
    onError: ({ error, path }) => {
      if (error.code === "INTERNAL_SERVER_ERROR") logFailure(`${path ?? "call"} failed`, error.cause ?? error);
    },
  });
}

export const dynamic = "force-dynamic";
export { handle as GET, handle as POST };
