import vm from "node:vm";

const LONGEST_MS = 50;

/**
 * Runs work that a pattern of a user could make endless, and stops it after 50 ms: V8 breaks off regular expressions as
 * well as code. Costs about 65 µs. The work must leave nothing half done, as a search does.
 * @throws TimeLimitError
 */
export function withTimeLimit<Result>(work: () => Result): Result {
  const box = openBox();
  let result: { value: Result } | null = null;
  box.run = () => {
    result = { value: work() };
  };
  try {
    box.script.runInContext(box.context, { timeout: LONGEST_MS });
  } catch (thrown) {
    if (typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === TIMED_OUT) {
      throw new TimeLimitError();
    }
    throw thrown;
  }
  const done = result as { value: Result } | null;
  if (!done) throw new TimeLimitError();
  return done.value;
}

export class TimeLimitError extends Error {
  constructor() {
    super(`it took longer than ${LONGEST_MS} ms on this answer`);
    this.name = "TimeLimitError";
  }
}

const TIMED_OUT = "ERR_SCRIPT_EXECUTION_TIMEOUT";

interface Box {
  context: vm.Context;
  script: vm.Script;
  run: () => void;
}
let box: Box | null = null;

/** Made when it is first needed; most scripts never do. */
function openBox(): Box {
  if (box) return box;
  const opened: Box = { context: vm.createContext({}), script: new vm.Script("run()"), run: () => undefined };
  opened.context["run"] = () => opened.run();
  box = opened;
  return opened;
}
