import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

export const systemRouter = router({
  status: allow("system.read").query(({ ctx }) => domain.getSystemStatus(ctx.platform)),
});
