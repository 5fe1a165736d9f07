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
  #timer: NodeJS.Timeout | null = null;
  readonly #findStored: FindStored<Reference>;

  constructor(findStored: FindStored<Reference>) {
    this.#findStored = findStored;
  }

  isStored(item: Reference): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= MAX_ITEMS) this.#ask();
      else this.#timer ??= setTimeout(() => this.#ask(), GATHER_MS);
    });
  }

  #ask(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const questions = this.#waiting;
    this.#waiting = [];
    this.#findStored(questions.map(({ item }) => item)).then(
      (stored) => {
        for (const [index, question] of questions.entries()) question.resolve(stored.has(index));
      },
      (error: unknown) => {
        for (const question of questions) question.reject(error);
      },
    );
  }
}
