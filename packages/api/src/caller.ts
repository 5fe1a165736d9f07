import type { Principal } from "@plimsoll/core";
import type { Caller } from "@plimsoll/domain";

/** The caller as use cases and their records know them: the project, and the name of the person or key. */
export function callerOf({ principal }: { principal: Exclude<Principal, { kind: "anonymous" }> }): Caller {
  return { projectId: principal.projectId, actor: principal.name };
}
