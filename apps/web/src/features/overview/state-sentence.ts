import type { Overview } from "@plimsoll/core";
import type { StatusTone } from "../../components/status-badge.tsx";

/** Names of the services that have a concern. */
export function concernedServices(overview: Pick<Overview, "concerns">): Set<string> {
  return new Set(overview.concerns.map((concern) => concern.service));
}

/** The whole state in one sentence: the worst concern, or that there is none. */
export function stateOf(overview: Pick<Overview, "concerns" | "services" | "totals">): {
  tone: StatusTone;
  sentence: string;
} {
  const worst = overview.concerns[0];
  if (worst) return { tone: worst.signal === "latency" ? "warn" : "error", sentence: worst.sentence };
  const count = overview.services.length;
  if (overview.totals.requests === 0) return { tone: "unknown", sentence: "No requests in this time range" };
  return {
    tone: "ok",
    sentence: count === 1 ? "The one service is within its usual" : `All ${count} services within their usual`,
  };
}

/** Services from bad to good: concerns in their order, then by share of errors, then by p95. */
export function byBadness(overview: Pick<Overview, "concerns" | "services">): Overview["services"] {
  const order = [...concernedServices(overview)];
  const place = (name: string) => {
    const index = order.indexOf(name);
    return index === -1 ? order.length : index;
  };
  return overview.services.toSorted(
    (a, b) =>
      place(a.name) - place(b.name) || (b.errorRatio ?? -1) - (a.errorRatio ?? -1) || (b.p95Ms ?? -1) - (a.p95Ms ?? -1),
  );
}
