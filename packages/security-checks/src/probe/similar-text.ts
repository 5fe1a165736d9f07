/** Characters that are compared. */
const COMPARED = 20_000;
/** Share of common words from which two texts are the same page. */
const SIMILAR = 0.9;

/** Text with each of the words replaced by a slot, so that pages which repeat what was asked for can be compared. */
export function fillSlots(text: string, words: readonly string[]): string {
  return words.reduce((rest, word) => rest.replaceAll(word, "*"), text.slice(0, COMPARED));
}

/** True when two texts have nearly the same words: tokens and times that change with each request do not matter. */
export function areSimilar(left: string, right: string): boolean {
  if (left === right) return true;
  const a = words(left);
  const b = words(right);
  if (a.size === 0 && b.size === 0) return left.trim() === right.trim();
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return common / (a.size + b.size - common) >= SIMILAR;
}

/** Words of letters; those with digits in them are numbers, ids and tokens. */
function words(text: string): Set<string> {
  return new Set(text.slice(0, COMPARED).match(/(?<![\p{L}\p{N}])\p{L}{2,40}(?![\p{L}\p{N}])/gu) ?? []);
}
