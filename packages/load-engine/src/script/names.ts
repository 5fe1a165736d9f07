import type { LoadScript } from "@plimsoll/core";
import { type DataSet, readDataSet } from "./data-sets.ts";
import type { Problems } from "./problems.ts";
import { compileTemplate, type Template } from "./template.ts";

/** A variable: the number its value is kept under in an iteration, and the template it begins with. */
export interface Variable {
  index: number;
  /** Null: it only gets a value from an answer. */
  initial: Template | null;
}

export type NameMeaning =
  | { kind: "data"; set: DataSet; index: number }
  | { kind: "variable"; variable: Variable; extracted: boolean };

/** What templates of a script may refer to: data sets, variables, and what earlier steps took out of answers. */
export class Names {
  readonly sets: DataSet[] = [];
  readonly #variables = new Map<string, Variable>();
  readonly #broken = new Set<string>();

  /** Reads the data and compiles the variables; variables may use data, functions and each other. */
  constructor(script: LoadScript, problems: Problems) {
    script.data.forEach((data, at) => {
      if (script.data.findIndex((each) => each.name === data.name) !== at) {
        problems.add(`data[${at}].name`, `There are two data sets "${data.name}".`);
      }
      const set = readDataSet(data, `data[${at}]`, problems);
      if (set) this.sets.push(set);
      else this.#broken.add(data.name);
    });
    const pending = new Set<string>();
    for (const name of Object.keys(script.variables)) this.#compileVariable(name, script, problems, pending);
  }

  /** How many values an iteration keeps. */
  get variableCount(): number {
    return this.#variables.size;
  }

  /** Where a step keeps what it takes out of an answer. */
  variableFor(name: string): Variable {
    const known = this.#variables.get(name);
    if (known) return known;
    const variable = { index: this.#variables.size, initial: null };
    this.#variables.set(name, variable);
    return variable;
  }

  isDataSet(name: string): boolean {
    return this.#broken.has(name) || this.sets.some((set) => set.name === name);
  }

  /** What a name means after steps that took `extracted` out of answers; `broken`: it is reported elsewhere already. */
  lookUp(name: string, extracted: ReadonlySet<string>): NameMeaning | "broken" | null {
    const index = this.sets.findIndex((set) => set.name === name);
    const set = this.sets[index];
    if (set) return { kind: "data", set, index };
    if (this.#broken.has(name)) return "broken";
    const variable = this.#variables.get(name);
    if (!variable || (variable.initial === null && !extracted.has(name))) return null;
    return { kind: "variable", variable, extracted: extracted.has(name) };
  }

  #compileVariable(name: string, script: LoadScript, problems: Problems, pending: Set<string>): void {
    const text = script.variables[name];
    if (text === undefined || this.#variables.has(name)) return;
    const path = `variables.${name}`;
    if (this.isDataSet(name)) problems.add(path, `"${name}" is the name of a data set already.`);
    pending.add(name);
    const initial = compileTemplate(text, {
      report: (message) => problems.add(path, message),
      lookUp: (other) => {
        if (pending.has(other)) {
          problems.add(path, `The variable "${name}" needs itself, by way of "${other}".`);
          return "broken";
        }
        this.#compileVariable(other, script, problems, pending);
        return this.lookUp(other, NOTHING);
      },
    });
    pending.delete(name);
    this.#variables.set(name, { index: this.#variables.size, initial });
  }
}

const NOTHING: ReadonlySet<string> = new Set();
