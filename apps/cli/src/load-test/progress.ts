import type { LoadRunView } from "@plimsoll/core";
import { formatLine, formatScreen } from "./format-view.ts";

const REDRAW_MS = 1_000;
const LINE_MS = 5_000;

/** Where progress is shown: standard output, or a stand-in in tests. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Shows a run as it goes on: on a terminal lines that are drawn again each second, elsewhere a line every 5 s. */
export class Progress {
  readonly #screen: Screen;
  readonly #now: () => number;
  #drawnLines = 0;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(screen: Screen, now: () => number = () => performance.now()) {
    this.#screen = screen;
    this.#now = now;
  }

  show(view: LoadRunView): void {
    const everyMs = this.#screen.isTTY ? REDRAW_MS : LINE_MS;
    // Views come about once a second: a little early is the same second.
    if (this.#now() - this.#shownAt < everyMs * 0.9) return;
    this.#shownAt = this.#now();
    if (!this.#screen.isTTY) {
      this.#screen.write(`${formatLine(view)}\n`);
      return;
    }
    const lines = formatScreen(view, this.#screen.columns || 80);
    this.clear();
    this.#screen.write(lines.map((line) => `${line}\n`).join(""));
    this.#drawnLines = lines.length;
  }

  /** Takes the lines off the terminal that were drawn last. */
  clear(): void {
    if (this.#drawnLines > 0) this.#screen.write(`\u001B[${this.#drawnLines}A\r\u001B[J`);
    this.#drawnLines = 0;
  }
}
