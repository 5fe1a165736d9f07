/**
 * Text as every backend can store it: PostgreSQL takes neither NUL nor half of a surrogate pair; both become U+FFFD.
 */
export function storableText(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(LONE_SURROGATE, "\uFFFD");
}

/** True when PostgreSQL can store the value as `jsonb`. */
export function isStorableJson(value: unknown): boolean {
  return !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value));
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
