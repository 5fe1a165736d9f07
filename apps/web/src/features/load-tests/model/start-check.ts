import type { LoadCaps, LoadModel, LoadTestDetail } from "@plimsoll/core";
import { formatCount, formatDuration, formatRate, plural } from "../../../lib/format.ts";
import type { PlannedLoad } from "./planned-load.ts";

/** Why a run would be refused, and where that can be changed. */
export interface Refusal {
  message: string;
  /** Page of the console on which it can be mended. */
  href: string | null;
  link: string | null;
}

function concurrencyOf(load: LoadModel): number {
  return load.mode === "closed" ? Math.max(...load.stages.flatMap((s) => [s.users, s.startUsers ?? 0])) : 0;
}

/** Everything about a plan that goes beyond what an admin allows. */
export function overCaps(load: LoadModel, plan: PlannedLoad, caps: LoadCaps): Refusal[] {
  const over: string[] = [];
  if (load.mode !== "closed" && plan.peak > caps.maxRate)
    over.push(`Its rate of ${formatRate(plan.peak)} is above the ${formatRate(caps.maxRate)} that are allowed.`);
  if (plan.durationMs > caps.maxDurationMs)
    over.push(
      `It takes ${formatDuration(plan.durationMs)}, longer than the ${formatDuration(caps.maxDurationMs)} that are allowed.`,
    );
  const users = concurrencyOf(load);
  if (users > caps.maxConcurrency)
    over.push(`Its ${plural(users, "user")} are more than the ${formatCount(caps.maxConcurrency)} that are allowed.`);
  if (load.mode === "open" && plan.requests !== null && plan.requests > caps.maxRequests)
    over.push(
      `Its ${plural(plan.requests, "request")} are more than the ${formatCount(caps.maxRequests)} that are allowed.`,
    );
  return over.map((message) => ({ message, href: "/settings/load-tests", link: "Settings, Load tests" }));
}

/** Targets that nothing may be sent to yet. */
export function closedTargets(targets: LoadTestDetail["targets"]): Refusal[] {
  return targets
    .filter((target) => !target.open)
    .map(({ origin, reason }) => ({
      message: reason ?? `Nothing may be sent to ${origin} yet.`,
      href: "/settings/targets",
      link: "Settings, Targets",
    }));
}
