import type { Principal } from "@plimsoll/core";
import type { LiveJobs, LiveTraces, Platform } from "@plimsoll/domain";
import type { Auth } from "@plimsoll/domain/accounts";

/** What every procedure gets: the stores, who is calling, and a signal that aborts when the caller goes away. */
export interface Context {
  platform: Platform;
  auth: Auth;
  live: LiveTraces;
  liveJobs: LiveJobs;
  principal: Principal;
}
