import type { CheckResult, FoundFault } from "@plimsoll/core";
import { z } from "zod";
import { marker } from "../../active/inputs.ts";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import type { Exchange } from "../../exchange.ts";
import { attempt, concludeProbes } from "../../exposed/probe-paths.ts";
import { parseJson } from "../../probe/parse-json.ts";

const ENDPOINTS = ["/api/trpc", "/trpc", "/api"];
const PANELS = ["/panel", "/api/panel", "/trpc-panel", "/api/trpc-panel", "/trpc-playground", "/api/trpc-playground"];
const PANEL = /<title>\s*tRPC|trpc-(?:panel|ui|playground)/i;

/** As tRPC answers for a procedure that does not exist; a transformer wraps it in `json`. */
const errorSchema = z.object({
  message: z.string(),
  code: z.number(),
  data: z.object({ code: z.string(), stack: z.string().optional(), path: z.string().optional() }),
});

export const trpc = defineCheck({
  id: "api.trpc",
  group: "api",
  title: "tRPC endpoints tell callers no more than they need",
  why: "In development mode tRPC answers errors with their stack: paths, versions and lines of the source. A panel or playground lists every procedure with its input and lets anybody call it.",
  fix: {
    text: "Run with NODE_ENV=production or isDev: false, so that errors carry no stack, and mount panels in development only.",
    snippets: [
      { server: "tRPC", language: "ts", code: "const t = initTRPC.context<Context>().create({ isDev: false });" },
      {
        server: "Express",
        language: "ts",
        code: 'if (process.env.NODE_ENV !== "production") app.use("/panel", renderTrpcPanelRoute);',
      },
    ],
  },
  severity: "medium",
  profile: "standard",
  cwe: [209, 215, 489],
  asvs: ["13.4.2", "16.5.1"],
  answersTo: { zap: ["90022"] },
  async run(target) {
    const failures: string[] = [];
    const faults: FoundFault[] = [];
    let isFound = false;
    for (const endpoint of ENDPOINTS) {
      const answer = await attempt(() => target.send({ url: `${endpoint}/${marker()}` }));
      if (typeof answer === "string") failures.push(answer);
      const error = typeof answer === "string" ? null : readError(answer);
      if (typeof answer === "string" || !error) continue;
      isFound = true;
      if (error.data.stack) faults.push(stackFault(endpoint, answer, error.data.stack));
    }
    if (!isFound && failures.length === 0) return NO_TRPC;
    if (isFound) await lookForPanels(target, faults, failures);
    return concludeProbes(faults, failures, ENDPOINTS.length + PANELS.length);
  },
});

const NO_TRPC: CheckResult = { outcome: "not-applicable", reason: "No tRPC endpoint answers where they usually are." };

async function lookForPanels(target: WebTarget, faults: FoundFault[], failures: string[]): Promise<void> {
  for (const path of PANELS) {
    const answer = await attempt(() => target.send({ url: path }));
    if (typeof answer === "string") failures.push(answer);
    else if (answer.status === 200 && PANEL.test(answer.body) && !(await target.looksMissing(answer))) {
      faults.push(panelFault(path, answer));
    }
  }
}

function readError(answer: Exchange): z.infer<typeof errorSchema> | null {
  const parsed = z.object({ error: z.unknown() }).safeParse(parseJson(answer.body));
  if (!parsed.success) return null;
  const { error } = parsed.data;
  const plain = z.object({ json: errorSchema }).safeParse(error);
  const read = plain.success ? plain.data.json : errorSchema.safeParse(error).data;
  return read ?? null;
}

function stackFault(endpoint: string, answer: Exchange, stack: string): FoundFault {
  return {
    place: { kind: "request", method: "GET", path: "/*", parameter: `stack at ${endpoint}` },
    title: `Errors of tRPC at ${endpoint} carry their stack`,
    detail: "The error for a procedure that does not exist holds lines of the source.",
    evidence: [
      quoteExchange("Answer", answer, { headers: ["content-type"] }),
      { label: "Stack", text: stack, language: "text" },
    ],
  };
}

function panelFault(path: string, answer: Exchange): FoundFault {
  return {
    place: { kind: "request", method: "GET", path, parameter: "panel" },
    title: `A panel for tRPC is served at ${path}`,
    detail: "It lists every procedure with its input and lets anybody call it.",
    evidence: [quoteExchange("Answer", answer, { headers: ["content-type"], around: { index: 0, length: 200 } })],
  };
}
