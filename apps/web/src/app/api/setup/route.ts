import { AppError } from "@plimsoll/core";
import { createFirstAdmin } from "@plimsoll/domain/accounts";
import { z } from "zod";
import { getContainer } from "../../../server/container.ts";
import { assertSameOrigin, errorResponse } from "../../../server/http.ts";

const inputSchema = z.object({
  token: z.string().min(1).max(128),
  email: z.email().max(254),
  name: z.string().trim().min(1).max(80),
  password: z.string().min(1).max(256),
});

/** Creates the first admin with the one-time token that the first start printed. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertSameOrigin(request);
    const parsed = inputSchema.safeParse(await request.json().catch(() => null));
    if (!parsed.success) {
      const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
      throw new AppError("BAD_REQUEST", lines.join("; "));
    }
    await createFirstAdmin(getContainer().platform.db, parsed.data);
    return Response.json({ ok: true });
  } catch (error) {
    return errorResponse(error);
  }
}
