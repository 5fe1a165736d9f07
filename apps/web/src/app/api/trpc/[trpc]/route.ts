import { appRouter, type Context } from "@plimsoll/api";
import { AppError, type Principal } from "@plimsoll/core";
import { resolvePrincipal } from "@plimsoll/domain/accounts";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getContainer } from "../../../../server/container.ts";
import { assertSameOrigin, errorResponse, logFailure } from "../../../../server/http.ts";

const MAX_BODY_BYTES = 1024 * 1024;
/** Lock files are large; `scans.upload` bounds what they hold, this what they take as JSON. */
const MAX_UPLOAD_BYTES = 16 * 1024 * 1024;

async function handle(request: Request): Promise<Response> {
  const { auth, live, liveJobs, platform } = getContainer();
  let principal: Principal;
  try {
    assertSameOrigin(request);
    const isUpload = new URL(request.url).pathname.endsWith("/scans.upload");
    const maxBytes = isUpload ? MAX_UPLOAD_BYTES : MAX_BODY_BYTES;
    if (Number(request.headers.get("content-length") ?? 0) > maxBytes) {
      throw new AppError("PAYLOAD_TOO_LARGE", `A call may have ${maxBytes / 1024 / 1024} MiB.`);
    }
    principal = await resolvePrincipal(auth, platform, request.headers);
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
