import type { LoadDryRunExchange, LoadErrorKind, LoadScript } from "@plimsoll/core";
import type { LoadAccess } from "../run/load-types.ts";
import { compileScript } from "../script/compile-script.ts";
import {
  type CompiledRequest,
  type CompiledScenario,
  type CompiledScript,
  type Iteration,
  RenderError,
  type RenderedRequest,
} from "../script/compiled.ts";
import { createTransport } from "../transport/create-transport.ts";
import { Exchange, type Transport } from "../transport/exchange.ts";

const MAX_REQUESTS = 5;
/** A person waits for it. */
const MAX_TIMEOUT_MS = 10_000;
const SHOWN_BYTES = 65_536;

/**
 * Sends five requests, without pauses, and shows what was sent and answered: an iteration of each scenario, and again
 * with other rows and random values while requests are left and all went well. As in a run, an iteration ends at a step
 * that did not find what later steps need.
 * @throws AppError BAD_REQUEST when the script cannot run
 */
export async function dryRun(script: LoadScript, access: LoadAccess): Promise<LoadDryRunExchange[]> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const compiled = compileScript(script, { seed, stride: { index: 0, of: 1 } });
  const transport = createTransport(script.http, access);
  const exchanges: LoadDryRunExchange[] = [];
  try {
    for (let before = -1; exchanges.length > before && exchanges.every(({ error }) => error === null); ) {
      before = exchanges.length;
      for (const scenario of compiled.scenarios)
        await tryIteration({ script, compiled, scenario, transport }, exchanges);
    }
    return exchanges;
  } finally {
    transport.close();
  }
}

/** Plays a scenario once, as far as requests are left. */
async function tryIteration(
  options: Omit<TryOptions, "step" | "iteration">,
  exchanges: LoadDryRunExchange[],
): Promise<void> {
  const { begin, program } = options.scenario;
  const iteration = begin();
  for (const step of program) {
    if (step.type !== "request") continue;
    if (exchanges.length >= MAX_REQUESTS) return;
    const tried = new Try({ ...options, step, iteration });
    exchanges.push(await tried.run());
    if (tried.endsIteration) return;
  }
}

interface TryOptions {
  script: LoadScript;
  compiled: CompiledScript;
  scenario: CompiledScenario;
  step: CompiledRequest;
  iteration: Iteration;
  transport: Transport;
}

/** One step, sent once. */
class Try {
  readonly #options: TryOptions;
  endsIteration = false;

  constructor(options: TryOptions) {
    this.#options = options;
  }

  async run(): Promise<LoadDryRunExchange> {
    const { step, iteration } = this.#options;
    let request: RenderedRequest;
    try {
      request = step.fixed ?? step.render(iteration);
    } catch (error) {
      return this.#unsent(error);
    }
    const exchange = await this.#send(request);
    if (exchange.error !== null) {
      this.endsIteration = true;
      const error = { kind: exchange.error, message: exchange.errorDetail || exchange.error };
      return {
        ...this.#shown(exchange.request ?? request),
        ...NO_ANSWER,
        latencyMs: exchange.latencyUs / 1_000,
        error,
      };
    }
    const { checks, extracted, body } = step.explain(exchange, iteration);
    const { failed, endsIteration } = step.judge(exchange, iteration);
    this.endsIteration = endsIteration;
    const text = cut(body);
    const bodyBytes = exchange.bodyBytes;
    return {
      ...this.#shown(exchange.request ?? request),
      response: {
        status: exchange.status,
        headers: pairs(exchange.headers ?? []),
        body: text,
        bodyBytes,
        cut: text.length < body.length || bodyBytes > (exchange.body?.length ?? 0),
      },
      latencyMs: exchange.latencyUs / 1_000,
      error: failed === null ? null : { kind: failed, message: describe(failed, exchange.status) },
      checks: [...checks],
      extracted: [...extracted],
    };
  }

  /** With redirects, as many as the script follows. The exchange holds the last request and its answer. */
  async #send(first: RenderedRequest): Promise<Exchange> {
    const { script, step, iteration } = this.#options;
    const beganAt = performance.now();
    for (let request = first, redirects = 0; ; redirects += 1) {
      const exchange = await this.#sendOnce(request, Math.min(step.timeoutMs, MAX_TIMEOUT_MS));
      exchange.latencyUs = Math.round((performance.now() - beganAt) * 1_000);
      if (exchange.error !== null || redirects >= script.http.maxRedirects) return exchange;
      try {
        const next = iteration.redirect(request, exchange);
        if (!next) return exchange;
        request = next;
      } catch (error) {
        exchange.error = "protocol";
        exchange.errorDetail = error instanceof Error ? error.message : String(error);
        return exchange;
      }
    }
  }

  #sendOnce(request: RenderedRequest, timeoutMs: number): Promise<Exchange> {
    const { script, step, transport } = this.#options;
    return new Promise((resolve) => {
      const exchange = new Exchange(() => {
        clearTimeout(timer);
        resolve(exchange);
      });
      const late = () =>
        exchange.carrier?.cut(exchange, "timeout", `There was no whole answer within ${timeoutMs} ms.`);
      const timer = setTimeout(late, timeoutMs);
      exchange.request = request;
      exchange.needsHeaders = true;
      exchange.followsRedirects = script.http.maxRedirects > 0;
      exchange.keepBodyBytes = Math.max(step.keepBodyBytes, SHOWN_BYTES);
      exchange.maxBodyBytes = script.http.maxBodyBytes;
      transport.send(exchange);
    });
  }

  #unsent(thrown: unknown): LoadDryRunExchange {
    if (!(thrown instanceof RenderError)) throw thrown;
    this.endsIteration = true;
    const request = { method: "", url: "", headers: [], body: null };
    const error = { kind: thrown.kind, message: thrown.message };
    return { ...this.#place(), request, ...NO_ANSWER, error };
  }

  #place(): Pick<LoadDryRunExchange, "scenario" | "step"> {
    const { compiled, scenario, step } = this.#options;
    return { scenario: scenario.name, step: compiled.slots[step.slot]?.name ?? "" };
  }

  #shown({
    method,
    target,
    path,
    authority,
    headers,
    body,
  }: RenderedRequest): Pick<LoadDryRunExchange, "scenario" | "step" | "request"> {
    const shown = {
      method,
      url: target.origin + path,
      headers: [["host", authority] as [string, string], ...pairs(headers)],
    };
    return { ...this.#place(), request: { ...shown, body: body && cut(body.toString("utf8")) } };
  }
}

const NO_ANSWER = { response: null, latencyMs: null, checks: [], extracted: [] };

function describe(failed: LoadErrorKind, status: number): string {
  if (failed === "status") return `The answer has status ${status}.`;
  if (failed === "extract") return "A value that later steps need was not found.";
  return "A check failed.";
}

function cut(text: string): string {
  return Buffer.byteLength(text) <= SHOWN_BYTES ? text : Buffer.from(text).subarray(0, SHOWN_BYTES).toString("utf8");
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, at): [string, string] => [
    flat[2 * at] ?? "",
    flat[2 * at + 1] ?? "",
  ]);
}
