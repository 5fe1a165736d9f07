/** What an answer may hold, as its schema says. Schemas may refer to themselves, and so do shapes. */
export interface ResponseShape {
  /** True where the schema leaves open what there is: then nothing is undeclared. */
  isOpen: boolean;
  fields: Map<string, ResponseShape>;
  /** Of an array. */
  items: ResponseShape | null;
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * Makes shapes of the schemas of one document. Each schema that is referred to is read once, so that the work is bounded by
 * the document's size, whatever it refers to.
 */
export class ShapeReader {
  readonly #known = new Map<string, ResponseShape>();
  readonly #resolve: (value: unknown) => Schema;

  /** `resolve` follows references within the document. */
  constructor(resolve: (value: unknown) => Schema) {
    this.#resolve = resolve;
  }

  read(schema: unknown): ResponseShape {
    const reference = asObject(schema)["$ref"];
    const known = typeof reference === "string" ? this.#known.get(reference) : undefined;
    if (known) return known;
    // Open until it is filled: a schema that is part of itself says nothing more by that.
    const shape: ResponseShape = { isOpen: true, fields: new Map(), items: null };
    if (typeof reference === "string") this.#known.set(reference, shape);
    this.#fill(shape, this.#resolve(schema));
    return shape;
  }

  #fill(shape: ResponseShape, schema: Schema): void {
    const { properties, items, additionalProperties, patternProperties } = schema;
    const parts = ["allOf", "oneOf", "anyOf"].flatMap((name) => asList(schema[name])).map((part) => this.read(part));
    for (const part of parts) {
      for (const [name, field] of part.fields) shape.fields.set(name, field);
      shape.items ??= part.items;
    }
    for (const [name, value] of Object.entries(asObject(properties))) shape.fields.set(name, this.read(value));
    if (items !== undefined) shape.items = this.read(items);
    const allows =
      (additionalProperties !== undefined && additionalProperties !== false) || patternProperties !== undefined;
    const isEmpty = shape.fields.size === 0 && shape.items === null;
    shape.isOpen = allows || isEmpty || parts.some((part) => part.isOpen);
  }
}

/** The value as an object; empty for anything else. */
export function asObject(value: unknown): Schema {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a list; empty for anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
