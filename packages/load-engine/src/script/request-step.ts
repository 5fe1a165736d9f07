import type { LoadRequestStep, LoadScript } from "@plimsoll/core";
import { type BodyTemplate, compileBody } from "./body.ts";
import { type CompiledCheck, compileCheck } from "./checks.ts";
import type { CompiledRequest, ReceivedResponse, StepExplanation, StepVerdict } from "./compiled.ts";
import { type CompiledExtract, compileExtract } from "./extracts.ts";
import { compileHeaders, type HeaderTemplates } from "./headers.ts";
import { HttpRequest } from "./http-request.ts";
import { IterationScope } from "./iteration.ts";
import type { Names } from "./names.ts";
import type { Problems } from "./problems.ts";
import { BODY_LOOK_BYTES, ResponseView } from "./response-view.ts";
import type { Slot } from "./slots.ts";
import type { Targets } from "./targets.ts";
import type { TemplatePlace } from "./template.ts";
import { compileUrl, type UrlTemplate } from "./url.ts";
import { type Scope, textOf, type Value } from "./values.ts";

export interface StepPlace {
  script: LoadScript;
  base: URL | null;
  names: Names;
  targets: Targets;
  problems: Problems;
  /** Names that earlier steps of the scenario took out of answers. */
  extracted: Set<string>;
  /** False where no later request, nor a redirect, could send a cookie that the answer sets. */
  keepsCookies: boolean;
}

/** Compiles a request; null when something is wrong with it, which is added to the problems. */
export function compileRequest(
  step: LoadRequestStep,
  path: string,
  slot: Slot,
  place: StepPlace,
): CompiledRequest | null {
  const { problems, script } = place;
  const before = problems.list.length;
  const at = (below: string): TemplatePlace => ({
    report: (message) => problems.add(path + below, message),
    lookUp: (name) => place.names.lookUp(name, place.extracted),
  });
  const url = compileUrl(step.url, place.base, place.targets, at(".url"));
  const body = step.body ? compileBody(step.body, (below) => at(`.body${below}`)) : null;
  const headers = compileHeaders(step, body, place, at);
  const checks = compileAll(step.checks, `${path}.checks`, problems, compileCheck);
  const extracts = compileAll(step.extract, `${path}.extract`, problems, (extract) => {
    if (place.names.isDataSet(extract.as)) throw new Error(`"${extract.as}" is the name of a data set already`);
    return compileExtract(extract, place.names.variableFor(extract.as).index);
  });
  for (const { as } of step.extract) place.extracted.add(as);
  if (!url || problems.list.length > before) return null;
  const render = renderer(step.method, url, headers, body, !script.http.keepAlive);
  const judge = new Judge(slot, checks, extracts, place.keepsCookies);
  return {
    type: "request",
    slot: slot.index,
    timeoutMs: step.timeoutMs ?? script.http.timeoutMs,
    fixed: place.keepsCookies ? null : render.fixed,
    needsHeaders: place.keepsCookies || judge.looksAtHeaders,
    keepBodyBytes: judge.looksAtBody ? Math.min(BODY_LOOK_BYTES, script.http.maxBodyBytes) : 0,
    render: (iteration) => scopeOf(iteration).send(render.fixed ?? render.make(scopeOf(iteration))),
    judge: (response, iteration) => judge.judge(response, scopeOf(iteration)),
    explain: (response, iteration) => judge.explain(response, scopeOf(iteration)),
  };
}

function scopeOf(iteration: unknown): IterationScope {
  if (iteration instanceof IterationScope) return iteration;
  throw new TypeError("This iteration was not begun by a compiled scenario.");
}

function compileAll<Item, Compiled>(
  items: readonly Item[],
  path: string,
  problems: Problems,
  compile: (item: Item) => Compiled,
): Compiled[] {
  return items.flatMap((item, at) => {
    try {
      return [compile(item)];
    } catch (thrown) {
      problems.add(`${path}[${at}]`, `${thrown instanceof Error ? thrown.message : String(thrown)}.`);
      return [];
    }
  });
}

function renderer(
  method: string,
  url: UrlTemplate,
  headers: HeaderTemplates,
  body: BodyTemplate | null,
  close: boolean,
): { fixed: HttpRequest | null; make: (scope: Scope) => HttpRequest } {
  const countsBody = body !== null || method === "POST" || method === "PUT" || method === "PATCH";
  const build = (
    to: ReturnType<UrlTemplate["render"]>,
    own: ReturnType<HeaderTemplates["render"]>,
    bytes: Buffer | null,
  ) => {
    const length = countsBody ? ["content-length", String(bytes?.length ?? 0)] : [];
    const { list, cookie } = own;
    return new HttpRequest({
      method,
      ...to,
      authority: headers.host ?? to.target.authority,
      headers: length.length === 0 ? list : [...list, ...length],
      body: bytes,
      close,
      ownCookie: cookie,
    });
  };
  const fixed =
    url.fixed && headers.fixed && (body === null || body.fixed)
      ? build(url.fixed, headers.fixed, body?.fixed ?? null).prebuild()
      : null;
  return {
    fixed,
    make: (scope) => build(url.render(scope), headers.render(scope), body?.render(scope) ?? null),
  };
}

/** A null in an answer is a value that was found. */
function found(value: Value | undefined, fallback: string | undefined): Value | undefined {
  return value === undefined ? fallback : value;
}

const NONE: readonly number[] = [];
const WELL: StepVerdict = { failed: null, endsIteration: false, passed: NONE, broken: NONE };
const BAD_STATUS: StepVerdict = { ...WELL, failed: "status" };

/** Checks answers of one step and takes values out of them. */
class Judge {
  readonly looksAtHeaders: boolean;
  readonly looksAtBody: boolean;
  readonly #checks: readonly CompiledCheck[];
  /** Places of the checks in the slot. */
  readonly #places: readonly number[];
  readonly #extracts: readonly CompiledExtract[];
  readonly #judgesStatus: boolean;
  readonly #keepsCookies: boolean;

  constructor(slot: Slot, checks: CompiledCheck[], extracts: CompiledExtract[], keepsCookies: boolean) {
    this.#checks = checks;
    this.#places = checks.map(({ name }) => slot.placeOf(name));
    this.#extracts = extracts;
    this.#keepsCookies = keepsCookies;
    this.#judgesStatus = checks.some(({ type }) => type === "status");
    this.looksAtBody =
      checks.some(({ looksAt }) => looksAt === "body") || extracts.some(({ looksAt }) => looksAt === "body");
    // Those of the body too: it may be packed.
    this.looksAtHeaders = this.looksAtBody || [...checks, ...extracts].some(({ looksAt }) => looksAt === "headers");
  }

  judge(response: ReceivedResponse, scope: IterationScope): StepVerdict {
    if (this.#keepsCookies) scope.receive(response);
    const badStatus = !this.#judgesStatus && response.status >= 400;
    if (this.#checks.length === 0 && this.#extracts.length === 0) return badStatus ? BAD_STATUS : WELL;
    const view = new ResponseView(response);
    const { passed, broken, failed } = this.#check(view);
    const missing = this.#extract(view, scope);
    return {
      failed: badStatus ? "status" : (failed ?? (missing ? "extract" : null)),
      endsIteration: missing,
      passed,
      broken,
    };
  }

  explain(response: ReceivedResponse, scope: IterationScope): StepExplanation {
    const view = new ResponseView(response);
    const checks = this.#checks.map((check) => ({
      name: check.name,
      ok: check.passes(view),
      detail: check.detail(view),
    }));
    const extracted = this.#extracts.map(({ name, fallback, find }) => {
      const value = found(find(view, scope), fallback);
      return { name, value: value === undefined ? "(not found)" : textOf(value) };
    });
    return { checks, extracted, body: view.text };
  }

  #check(view: ResponseView): Pick<StepVerdict, "passed" | "broken" | "failed"> {
    const passed: number[] = [];
    const broken: number[] = [];
    let failed: StepVerdict["failed"] = null;
    this.#checks.forEach((check, at) => {
      const place = this.#places[at] ?? 0;
      if (check.passes(view)) {
        passed.push(place);
        return;
      }
      broken.push(place);
      if (failed !== "status") failed = check.type === "status" ? "status" : "check";
    });
    return { passed, broken, failed };
  }

  /** Whether a value was not found and nothing stands in for it. */
  #extract(view: ResponseView, scope: Scope): boolean {
    let missing = false;
    for (const { index, fallback, find } of this.#extracts) {
      const value = found(find(view, scope), fallback);
      if (value === undefined) missing = true;
      else scope.values[index] = value;
    }
    return missing;
  }
}
