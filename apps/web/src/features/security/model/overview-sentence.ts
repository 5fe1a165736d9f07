import type { SecurityOverview } from "@plimsoll/core";
import type { StatusTone } from "../../../components/status-badge.tsx";
import { plural } from "../../../lib/format.ts";
import { countAll } from "./severity.ts";

/** How security stands, in one sentence: the worst first. */
export function overviewSentence({ targets, open, overdue }: SecurityOverview): { tone: StatusTone; sentence: string } {
  const worst = open.critical > 0 ? "critical" : "high";
  const count = open[worst];
  if (count > 0) {
    const where = targets.filter((target) => target.open[worst] > 0).length;
    const late = overdue[worst] > 0 ? `, ${overdue[worst]} of them overdue` : "";
    const findings = `${plural(count, `${worst} finding`)} open on ${plural(where, "target")}`;
    return { tone: "error", sentence: `${findings}${late}` };
  }
  const late = countAll(overdue);
  if (late > 0) return { tone: "warn", sentence: `${plural(late, "finding")} overdue, none of them high or critical` };
  const unscanned = targets.filter((target) => target.score === null).length;
  if (unscanned > 0) {
    const all = unscanned === targets.length;
    return {
      tone: "unknown",
      sentence: all ? "Nothing was scanned yet" : `${plural(unscanned, "target")} not scanned yet`,
    };
  }
  if (open.medium > 0) return { tone: "warn", sentence: `Nothing high or critical is open; ${open.medium} medium` };
  return { tone: "ok", sentence: `Nothing above low is open on ${plural(targets.length, "target")}` };
}
