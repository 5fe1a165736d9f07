type Go = () => void;

let ask: ((go: Go) => void) | null = null;

/** Whoever holds something unsaved asks before the page is left; null when there is nothing to lose any more. */
export function setLeaveGuard(next: ((go: Go) => void) | null): void {
  ask = next;
}

/** Goes elsewhere, by leave of the page when it guards something. For ways that are no links: keys, the palette. */
export function leaveThrough(go: Go): void {
  if (ask) ask(go);
  else go();
}
