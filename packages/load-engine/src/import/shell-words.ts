/** A word of a shell command, or the end of a command. */
export type ShellToken = { word: string } | { end: true };

/**
 * Splits shell text as a POSIX shell does, without expanding anything: words with '…', "…", $'…' and backslashes, lines
 * joined by a backslash, comments; `;`, `&`, `|` and line ends part commands.
 * @throws Error when a quote is not closed
 */
export function splitShell(text: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let word: string | null = null;
  let at = 0;
  const endWord = () => {
    if (word !== null) tokens.push({ word });
    word = null;
  };
  while (at < text.length) {
    const char = text.charAt(at);
    const quoted = readQuoted(text, at);
    if (quoted) {
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (char === "\\") {
      const joined = /^\\\r?\n/.exec(text.slice(at, at + 3));
      if (!joined) word = (word ?? "") + text.charAt(at + 1);
      at += joined ? joined[0].length : 2;
    } else if (char === "#" && word === null) {
      const line = text.indexOf("\n", at);
      at = line === -1 ? text.length : line;
    } else if (";|&\n\r".includes(char)) {
      endWord();
      tokens.push({ end: true });
      at += 1;
    } else if (char === " " || char === "\t") {
      endWord();
      at += 1;
    } else {
      word = (word ?? "") + char;
      at += 1;
    }
  }
  endWord();
  return tokens;
}

function readQuoted(text: string, at: number): { text: string; end: number } | null {
  if (text.startsWith("$'", at)) return readAnsi(text, at + 2);
  if (text[at] === "'") {
    const end = text.indexOf("'", at + 1);
    if (end === -1) throw new Error("a ' is not closed");
    return { text: text.slice(at + 1, end), end: end + 1 };
  }
  return text[at] === '"' ? readDouble(text, at + 1) : null;
}

function readDouble(text: string, from: number): { text: string; end: number } {
  let read = "";
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return { text: read, end: at + 1 };
    if (char !== "\\") {
      read += char;
      continue;
    }
    at += 1;
    const next = text.charAt(at);
    if (next === "\n") continue;
    read += '"\\$`'.includes(next) ? next : `\\${next}`;
  }
  throw new Error('a " is not closed');
}

const ANSI: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  v: "\v",
  "0": "\0",
};
const ANSI_CODE = /^\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3}))/;

/** `$'…'`, as browsers write bodies with line breaks and quotes. */
function readAnsi(text: string, from: number): { text: string; end: number } {
  let read = "";
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === "'") return { text: read, end: at + 1 };
    if (char !== "\\") {
      read += char;
      at += 1;
      continue;
    }
    const code = ANSI_CODE.exec(text.slice(at, at + 10));
    if (code) {
      const [whole, hex, short, long, octal] = code;
      const point = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? "0", 16) : Number.parseInt(octal, 8);
      // Halves of a pair come one after the other.
      read += short === undefined ? String.fromCodePoint(Math.min(point, 0x10ffff)) : String.fromCharCode(point);
      at += whole.length;
    } else {
      const next = text.charAt(at + 1);
      read += ANSI[next] ?? next;
      at += 2;
    }
  }
  throw new Error("a $' is not closed");
}
