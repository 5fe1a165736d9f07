/** What is wrong with a script, and where: `scenarios[0].steps[2].url`. */
export interface ScriptProblem {
  path: string;
  message: string;
}

/** Gathers problems, so that a person sees all of them at once. */
export class Problems {
  readonly list: ScriptProblem[] = [];

  add(path: string, message: string): void {
    if (this.list.length < MOST) this.list.push({ path, message });
  }
}

const MOST = 100;
