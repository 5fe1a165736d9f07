/**
 * Characters that a page shows as nothing, or that make it show text in another order than it stands in: control
 * characters but tab and line feed, zero-width and directional ones, and the byte order mark.
 */
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text of a scanned target, as it may be shown: what a reader could not see becomes its code in brackets, such as
 * `⟨U+202E⟩`, so that evidence reads as it is and nothing else. A carriage return before a line feed is left out.
 */
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(HIDDEN, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
