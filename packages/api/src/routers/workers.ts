import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

export const workersRouter = router({
  list: allow("jobs.read").query(async ({ ctx }) => ({
    items: await domain.listWorkers(ctx.platform.db, ctx.projectId),
  })),
});
