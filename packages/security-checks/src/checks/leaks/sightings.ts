import type { FoundFault } from "@plimsoll/core";
import { quoteBody, quoteExchange } from "../../evidence.ts";
import type { Exchange } from "../../exchange.ts";
import { placeOf } from "../../probe/crawl.ts";
import { findSigns, type Sign } from "./patterns.ts";

/** A fault for each sign in each answer's body, one for each path and sign. */
export function faultsBySigns(
  answers: readonly Exchange[],
  signs: readonly Sign[],
  words: (name: string) => { title: string; detail: string },
): FoundFault[] {
  const faults = new Map<string, FoundFault>();
  for (const answer of answers) {
    for (const { name, index, length } of findSigns(answer.body, signs)) {
      const path = placeOf(answer);
      const key = `${answer.method} ${path} ${name}`;
      if (faults.has(key)) continue;
      faults.set(key, {
        place: { kind: "request", method: answer.method, path, parameter: name },
        ...words(name),
        evidence: [
          quoteExchange("Answer", answer, { headers: ["content-type"] }),
          quoteBody("In the body", answer, index, Math.min(length, 600)),
        ],
      });
    }
  }
  return [...faults.values()];
}
