interface StackLine {
  text: string;
  /** Runtime and library frames, which are shown dimmed. */
  foreign: boolean;
}
export interface StackTrace {
  /** Lines to show while folded: the message and the first frames, among them the first own one. */
  head: StackLine[];
  rest: StackLine[];
}

const FOREIGN =
  /node_modules|node:internal|\(node:|site-packages|dist-packages|\/usr\/lib\/|\bjava\.|\bjavax\.|\bsun\.|org\.springframework|\/go\/pkg\/mod\/|\bruntime\.|<anonymous>|\bSystem\.|Microsoft\./;
const FRAME = /^\s*(?:at |File "|from |\.\.\. \d+ more|#\d+ )|^\s+\S+:\d+/;
const SHOWN_FRAMES = 4;

/** Splits a stack trace of any language by lines and folds it after its first frames. */
export function foldStackTrace(text: string): StackTrace {
  const lines = text.replace(/\s+$/, "").split("\n");
  const marked = lines.map((line) => ({ text: line, foreign: FRAME.test(line) && FOREIGN.test(line) }));
  const firstFrame = lines.findIndex((line) => FRAME.test(line));
  const firstOwn = marked.findIndex((line) => FRAME.test(line.text) && !line.foreign);
  const from = firstFrame < 0 ? 1 : firstFrame;
  const shown = Math.min(Math.max(from + SHOWN_FRAMES, firstOwn + 1), from + SHOWN_FRAMES * 3);
  // Folding away one or two lines would hide more than it tidies.
  return lines.length <= shown + 2
    ? { head: marked, rest: [] }
    : { head: marked.slice(0, shown), rest: marked.slice(shown) };
}
