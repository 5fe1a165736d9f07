import { isObject } from "./response-shape.ts";

const MAX_IDS = 100;
const ID_NAMES = ["id", "_id", "uuid", "key", "slug"];

/**
 * Ids of the objects in a list as APIs answer it: an array, or an object that holds one (`items`, `data`, …). Empty for
 * anything else.
 */
export function idsIn(answer: unknown): string[] {
  const list = Array.isArray(answer) ? answer : Object.values(isObject(answer) ? answer : {}).find(Array.isArray);
  return (list ?? []).slice(0, MAX_IDS).flatMap((item: unknown) => {
    if (!isObject(item)) return [];
    const id = ID_NAMES.map((name) => item[name]).find(
      (value) => typeof value === "string" || typeof value === "number",
    );
    return id === undefined ? [] : [String(id)];
  });
}
