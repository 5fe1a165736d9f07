/** Answers which of the items are stored, as indexes into the list. */
export type FindStored<Reference> = (items: readonly Reference[]) => Promise<ReadonlySet<number>>;

const GATHER_MS = 10;
const MAX_ITEMS = 200;

interface Question<Reference> {
  item: Reference;
  resolve: (isStored: boolean) => void;
  reject: (error: unknown) => void;
}

/** Asks the store whether items are there, many requests in one query. */
export class StoredCheck<Reference> {
  #waiting: Question<Reference>[] = [];
  #isAsking = false;
  readonly #findStored: FindStored<Reference>;

  constructor(findStored: FindStored<Reference>) {
    this.#findStored = findStored;
  }

  isStored(item: Reference): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // While a question is out, its answer brings the next one on.
      if (this.#waiting.length === 1 && !this.#isAsking) setTimeout(() => this.#askIfDue(), GATHER_MS);
    });
  }

  /** One question at a time: what comes meanwhile is asked together, so that the store is not kept busy with answers. */
  #askIfDue(): void {
    if (this.#isAsking || this.#waiting.length === 0) return;
    this.#isAsking = true;
    void this.#ask(this.#waiting.splice(0, MAX_ITEMS)).then(() => {
      this.#isAsking = false;
      this.#askIfDue();
    });
  }

  async #ask(questions: readonly Question<Reference>[]): Promise<void> {
    try {
      const stored = await this.#findStored(questions.map(({ item }) => item));
      for (const [index, question] of questions.entries()) question.resolve(stored.has(index));
    } catch (error) {
      for (const question of questions) question.reject(error);
    }
  }
}
