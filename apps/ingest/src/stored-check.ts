import type { SpanReference } from "@plimsoll/otlp";

/** Answers which of the spans are stored, as indexes into the list. */
export type FindStored = (spans: readonly SpanReference[]) => Promise<ReadonlySet<number>>;

const GATHER_MS = 10;
const MAX_SPANS = 200;

interface Question {
  span: SpanReference;
  resolve: (isStored: boolean) => void;
  reject: (error: unknown) => void;
}

/** Asks the store whether spans are there, many requests in one query. */
export class StoredCheck {
  #waiting: Question[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #findStored: FindStored;

  constructor(findStored: FindStored) {
    this.#findStored = findStored;
  }

  isStored(span: SpanReference): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ span, resolve, reject });
      if (this.#waiting.length >= MAX_SPANS) this.#ask();
      else this.#timer ??= setTimeout(() => this.#ask(), GATHER_MS);
    });
  }

  #ask(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const questions = this.#waiting;
    this.#waiting = [];
    this.#findStored(questions.map(({ span }) => span)).then(
      (stored) => {
        for (const [index, question] of questions.entries()) question.resolve(stored.has(index));
      },
      (error: unknown) => {
        for (const question of questions) question.reject(error);
      },
    );
  }
}
