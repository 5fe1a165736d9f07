import type { JobConditions } from "./job-store.ts";

/** Lower case of ASCII letters alone: what both stores can do fast and alike. */
const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/**
 * What to look for to find `text` whatever its case, in text whose ASCII letters were made lower case: itself, and its
 * forms for letters beyond ASCII. JSON typed with spaces after its colons and commas is looked for as it is stored.
 */
export function searchForms(text: string): string[] {
  const compact = text.replace(/(["\d\]}el])\s*([:,])\s+(?=["\d[{tfn-])/gi, "$1$2");
  const forms = [text, compact].flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]);
  return [...new Set(forms.map(lowerAscii))];
}

export interface SearchTerms {
  /** Anywhere: payload, name, id or error. */
  text: string[];
  payload: string[];
  name: string[];
  error: string[];
  /** Milliseconds since the epoch, inclusive; of the finish, or of the enqueue for jobs not finished. */
  fromMs: number | null;
  /** Exclusive. */
  toMs: number | null;
}

/** The conditions as the stores need them; no forms where there is no condition. */
export function toSearchTerms(filter: JobConditions): SearchTerms {
  const forms = (text: string | undefined) => (text === undefined ? [] : searchForms(text));
  return {
    text: forms(filter.text),
    payload: forms(filter.payload),
    name: forms(filter.name),
    error: forms(filter.error),
    fromMs: filter.from === undefined ? null : Date.parse(filter.from),
    toMs: filter.to === undefined ? null : Date.parse(filter.to),
  };
}
