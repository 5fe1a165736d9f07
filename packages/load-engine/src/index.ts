export { dryRun } from "./dry-run/dry-run.ts";
export { bucketOf, bucketUpperUs, LatencyHistogram, type SparseHistogram } from "./latency-histogram.ts";
export type {
  GeneratorHealth,
  LoadAccess,
  LoadEvents,
  LoadHandle,
  LoadInterval,
  LoadOptions,
  LoadReport,
  PlannedStage,
  StepInterval,
} from "./run/load-types.ts";
export { runTracePrefix } from "./run/run-trace.ts";
export { startLoad } from "./run/start-load.ts";
export {
  errorShareOf,
  judgeThreshold,
  type StepTotals,
  type ThresholdJudgement,
} from "./thresholds/judge-threshold.ts";
export type {
  CompiledScript,
  ReceivedResponse,
  RenderedRequest,
  StepExplanation,
  StepVerdict,
} from "./script/compiled.ts";
export { compileScript, scriptOrigins, validateScript } from "./script/compile-script.ts";
export type { ScriptProblem } from "./script/problems.ts";
export type { CapacityDecision, CapacityLine, CapacityOutcome, CapacityPlan } from "./capacity/capacity-types.ts";
export {
  type CapacityJudgement,
  capacityObjectives,
  isGeneratorLate,
  judgeCapacityStep,
} from "./capacity/judge-capacity-step.ts";
export { nextCapacityStep } from "./capacity/next-capacity-step.ts";
export { type ComparedRun, compareRuns } from "./compare/compare-runs.ts";
export { type ImportFormat, importScript } from "./import/import-script.ts";
export {
  closed,
  constant,
  type Duration,
  defineLoadTest,
  get,
  group,
  open,
  post,
  ramp,
  type RequestSettings,
  request,
  scenario,
  think,
  users,
} from "./script/define-load-test.ts";
