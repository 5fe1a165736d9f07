import { StatusBadge } from "../../../components/status-badge.tsx";
import { plural } from "../../../lib/format.ts";
import type { TraceModel } from "../model/trace-model.ts";
import classes from "./trace-view.module.css";

interface TraceNoticesProps {
  model: TraceModel;
  young: boolean;
  /** The run of a load test that sent the request. */
  loadRun: string | null;
}

/** What is not whole about this trace, in words. */
export function TraceNotices({ model, young, loadRun }: TraceNoticesProps) {
  // The parent of a load run's first span is the generator, which sends no spans: nothing is missing.
  const expected = loadRun === null ? 0 : 1;
  const orphans = model.orphan.reduce((sum, orphan) => sum + orphan, 0) - expected;
  const skewed = model.skewed.reduce((sum, skew) => sum + skew, 0);
  const notices: { tone: "info" | "warn"; text: string }[] = [];
  if (young) notices.push({ tone: "info", text: "Spans may still be arriving; the page keeps looking." });
  if (model.outline.truncated) {
    notices.push({
      tone: "warn",
      text: `Only the earliest ${model.count.toLocaleString("en-US")} spans are shown: the trace has more.`,
    });
  }
  if (orphans > 0) {
    notices.push({
      tone: "warn",
      text: `Partial: the parents of ${plural(orphans, "span")} ${young ? "have not arrived yet" : "never arrived"}; they stand as further roots.`,
    });
  }
  if (skewed > 0) {
    notices.push({
      tone: "warn",
      text: `Clocks differ: ${plural(skewed, "span starts", "spans start")} before their parents.`,
    });
  }
  if (model.cyclesCut > 0) {
    notices.push({
      tone: "warn",
      text: `${plural(model.cyclesCut, "group")} of spans named each other as parents; the circle was cut.`,
    });
  }
  if (notices.length === 0) return null;
  return (
    <div className={classes.notices} role="status">
      {notices.map(({ tone, text }) => (
        <StatusBadge key={text} plain tone={tone}>
          {text}
        </StatusBadge>
      ))}
    </div>
  );
}
