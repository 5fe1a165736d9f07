import {
  type LoadBody,
  type LoadScriptInput,
  loadScriptSchema,
  type LoadRateStage,
  type LoadUserStage,
} from "@plimsoll/core";

type Scenario = LoadScriptInput["scenarios"][number];
type Step = Scenario["steps"][number];
type RequestStep = Extract<Step, { type: "request" }>;

/** Settings of a request; `body` may be text, or what is sent as JSON. */
export type RequestSettings = Omit<RequestStep, "type" | "url" | "method" | "body"> & {
  body?: LoadBody | string;
  json?: unknown;
};

/**
 * A load test written in TypeScript: the same as its JSON, checked.
 *
 * ```ts
 * export default defineLoadTest({
 *   baseUrl: "https://shop.example",
 *   load: open(ramp(0, 200, "30s"), constant(200, "2m")),
 *   thresholds: ["p95 < 250ms", "errors < 1% over 10s abort"],
 *   scenarios: [scenario("browse", [get("/products"), think("1s", "3s"), post("/cart", { json: { sku: "{{$randomInt(1, 50)}}" } })])],
 * });
 * ```
 * @throws ZodError that names what does not fit
 */
export function defineLoadTest(script: LoadScriptInput): LoadScriptInput {
  loadScriptSchema.parse(script);
  return script;
}

export function scenario(name: string, steps: Step[], weight?: number): Scenario {
  return { name, steps, ...(weight === undefined ? {} : { weight }) };
}

export function get(url: string, settings: RequestSettings = {}): RequestStep {
  return request("GET", url, settings);
}

export function post(url: string, settings: RequestSettings = {}): RequestStep {
  return request("POST", url, settings);
}

/** A request of any method. */
export function request(
  method: NonNullable<RequestStep["method"]>,
  url: string,
  settings: RequestSettings = {},
): RequestStep {
  const { body, json, ...rest } = settings;
  const sent: LoadBody | undefined =
    json === undefined
      ? typeof body === "string"
        ? { type: "text", text: body }
        : body
      : ({ type: "json", json } as LoadBody);
  return { type: "request", method, url, ...rest, ...(sent === undefined ? {} : { body: sent }) };
}

/** Steps whose whole duration is shown under a name. */
export function group(name: string, steps: Step[]): Step {
  return { type: "group", name, steps } as Step;
}

/** A length of time: milliseconds, or `250ms`, `30s`, `2m`, `1h`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

/** A pause; a random one where two lengths are given. */
export function think(shortest: Duration, longest: Duration = shortest): Step {
  return { type: "think", minMs: toMs(shortest), maxMs: toMs(longest) };
}

/** A constant number of iterations a second. */
export function constant(rate: number, duration: Duration): LoadRateStage {
  return { rate, durationMs: toMs(duration) };
}

/** A number of iterations a second that changes in a straight line. */
export function ramp(startRate: number, rate: number, duration: Duration): LoadRateStage {
  return { startRate, rate, durationMs: toMs(duration) };
}

/** Open model: iterations begin at their time, whether the target answers or not. */
export function open(...stages: LoadRateStage[]): LoadScriptInput["load"] {
  return { mode: "open", stages };
}

/** A number of virtual users; `startUsers` makes it change in a straight line. */
export function users(count: number, duration: Duration, startUsers?: number): LoadUserStage {
  return { users: count, durationMs: toMs(duration), ...(startUsers === undefined ? {} : { startUsers }) };
}

/** Closed model: each virtual user begins again when it is done. */
export function closed(...stages: LoadUserStage[]): LoadScriptInput["load"] {
  return { mode: "closed", stages };
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

function toMs(duration: Duration): number {
  if (typeof duration === "number") return duration;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration);
  if (!match) throw new RangeError(`"${duration}" is no length of time; write 250ms, 30s, 2m or 1h.`);
  return Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]);
}
