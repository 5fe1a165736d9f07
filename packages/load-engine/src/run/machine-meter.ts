import { cpus } from "node:os";

/** Share of the time of all cores that was used since the last call, by whatever process, 0 to 1; 0 at first. */
export function createMachineMeter(): () => number {
  let last = times();
  return () => {
    const now = times();
    const [busy, whole] = [now.busy - last.busy, now.whole - last.whole];
    last = now;
    return whole <= 0 ? 0 : Math.min(1, Math.max(0, busy / whole));
  };
}

function times(): { busy: number; whole: number } {
  let busy = 0;
  let whole = 0;
  for (const { times: core } of cpus()) {
    const all = core.user + core.nice + core.sys + core.irq + core.idle;
    busy += all - core.idle;
    whole += all;
  }
  return { busy, whole };
}
