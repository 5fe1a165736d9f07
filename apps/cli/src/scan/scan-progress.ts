import type { ScanProgress } from "@plimsoll/security-checks";
import type { Screen } from "../load-test/progress.ts";

/** One line on a terminal that says which check is being made; nothing elsewhere. */
export function showScanProgress(screen: Screen, isQuiet: boolean) {
  const isShown = !isQuiet && screen.isTTY === true;
  let done = 0;
  const draw = (text: string) => {
    if (isShown) screen.write(`\r\u001B[K${text}`);
  };
  return {
    onProgress({ checkId, total, outcome, requests }: ScanProgress): void {
      if (outcome !== undefined) done += 1;
      const sent = requests > 0 ? `, ${requests} requests` : "";
      draw(`${done} of ${total} checks${sent}: ${checkId}`.slice(0, (screen.columns || 80) - 1));
    },
    clear: () => draw(""),
  };
}
