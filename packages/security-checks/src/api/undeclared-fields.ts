import type { ResponseShape } from "./response-shape.ts";

const MAX_FIELDS = 50;
const MAX_ITEMS = 20;

/**
 * Fields of an answer that its shape does not have, as `items[].owner.email`. What the shape leaves open is not looked at.
 */
export function undeclaredFields(value: unknown, shape: ResponseShape | null): string[] {
  const found = new Set<string>();
  visit(value, shape, "", found);
  return [...found];
}

function visit(value: unknown, shape: ResponseShape | null, path: string, found: Set<string>): void {
  if (shape === null || found.size >= MAX_FIELDS || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MAX_ITEMS)) visit(item, shape.items, `${path}[]`, found);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const here = path === "" ? name : `${path}.${name}`;
    const declared = shape.fields.get(name);
    if (declared) visit(inner, declared, here, found);
    else if (!shape.isOpen) found.add(here);
  }
}
