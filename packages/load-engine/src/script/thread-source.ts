import type { CompileOptions } from "./compiled.ts";
import type { DataSet } from "./data-sets.ts";
import type { FunctionSource } from "./functions.ts";
import { type Random, randomInt, seededRandom } from "./random.ts";

/**
 * What one thread deals out: random numbers of its own, and every `of`-th row and sequence number, so that all threads and
 * worker processes of a run together hand out each once.
 */
export class ThreadSource implements FunctionSource {
  readonly random: Random;
  readonly #stride: CompileOptions["stride"];
  readonly #dealt: number[] = [];
  #sequence = 0;

  constructor({ seed, stride }: CompileOptions) {
    this.random = seededRandom(seed, stride.index);
    this.#stride = stride;
  }

  /** From 1. */
  nextSequence(): number {
    const { index, of } = this.#stride;
    const number = index + 1 + this.#sequence * of;
    this.#sequence += 1;
    return number;
  }

  /** Place of the row that the next iteration gets; sequential ones begin again after the last. */
  nextRow(set: number, { pick, rows }: DataSet): number {
    if (pick === "random") return randomInt(this.random, 0, rows - 1);
    const dealt = this.#dealt[set] ?? 0;
    this.#dealt[set] = dealt + 1;
    return (this.#stride.index + dealt * this.#stride.of) % rows;
  }
}
