import { serviceColorVar } from "../../../lib/service-color.ts";

const COLORS = 12;

/** A line keeps its colour wherever its name is shown; of several that would share one, the later take the next. */
export function lineColors(names: readonly string[]): string[] {
  if (names.length === 1) return ["var(--accent)"];
  const taken = new Set<string>();
  return names.map((name) => {
    let color = serviceColorVar(name);
    for (let turn = 1; taken.has(color) && turn < COLORS; turn += 1) {
      color = serviceColorVar(`${name}${" ".repeat(turn)}`);
    }
    taken.add(color);
    return color;
  });
}
