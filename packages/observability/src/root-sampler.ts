import { type Attributes, type Context, type Link, SpanKind } from "@opentelemetry/api";
import { ParentBasedSampler, type Sampler, SamplingDecision, type SamplingResult } from "@opentelemetry/sdk-trace-base";

/** Attribute that marks internal work as worth a trace of its own. */
export const ROOT_ATTRIBUTE = "plimsoll.root";

const RECORD: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const DROP: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/**
 * A trace of ours begins with a request or a job. Housekeeping of libraries (queue maintenance, module loading) begins
 * traces of one internal span each, without end: those are not recorded.
 */
export function createRootSampler(): Sampler {
  const root: Sampler = {
    shouldSample(
      _context: Context,
      _traceId: string,
      _name: string,
      kind: SpanKind,
      attributes: Attributes,
      _links: Link[],
    ) {
      return kind === SpanKind.INTERNAL && attributes[ROOT_ATTRIBUTE] === undefined ? DROP : RECORD;
    },
    toString: () => "PlimsollRootSampler",
  };
  return new ParentBasedSampler({ root });
}
