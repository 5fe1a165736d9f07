import { type LoadScript, parseLoadThreshold } from "@plimsoll/core";
import type { CompiledSlot } from "./compiled.ts";
import type { Problems } from "./problems.ts";

/** Checks what the shape of a script cannot say about its load and its thresholds. */
export function validateLoad(
  { load, thresholds }: LoadScript,
  slots: readonly CompiledSlot[],
  problems: Problems,
): void {
  if (load.mode === "capacity" && load.startRate > load.maxRate) {
    problems.add("load.startRate", "The first rate is above the highest.");
  }
  if (load.mode === "open" && load.stages.every(({ rate, startRate = 0 }) => rate === 0 && startRate === 0)) {
    problems.add("load.stages", "No stage has a rate above 0: nothing would be sent.");
  }
  if (load.mode === "closed" && load.stages.every(({ users, startUsers = 0 }) => users === 0 && startUsers === 0)) {
    problems.add("load.stages", "No stage has a virtual user: nothing would be sent.");
  }
  thresholds.forEach((text, at) => validateThreshold(text, `thresholds[${at}]`, slots, problems));
}

function validateThreshold(text: string, path: string, slots: readonly CompiledSlot[], problems: Problems): void {
  try {
    const { step, metric } = parseLoadThreshold(text);
    const judged = step === null ? slots : slots.filter(({ name }) => name === step);
    if (judged.length === 0) {
      const names = slots.slice(0, 10).map(({ name }) => `"${name}"`);
      problems.add(path, `"${text}": there is no step or group "${step}"; there are ${names.join(", ")}.`);
    } else if (metric === "checks" && judged.every(({ checks }) => checks.length === 0)) {
      problems.add(path, `"${text}": there are no checks that could pass or fail.`);
    }
  } catch (thrown) {
    problems.add(path, thrown instanceof Error ? thrown.message : String(thrown));
  }
}
