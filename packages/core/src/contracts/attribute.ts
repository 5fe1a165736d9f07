/**
 * How OpenTelemetry attributes look on our wire: plain JSON values, with a type beside a value only where plain JSON
 * cannot tell. Inferred without a type: JSON string = string, boolean = bool, integral number = int, other number =
 * double, array and object element by element.
 *
 * Written with a type: an int beyond ±(2^53-1) is a decimal string typed `int`; an integral double is a number typed
 * `double`; NaN and infinities are the strings "NaN", "Infinity", "-Infinity" typed `double`; bytes are base64 typed
 * `bytes`; a value that was never set is null typed `empty`.
 */
export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [key: string]: AttributeValue };

/** The type of a value; `null` inside an array or object means "as inferred". */
export type AttributeType =
  | "int"
  | "double"
  | "bytes"
  | "empty"
  | { array: (AttributeType | null)[] }
  | { kvlist: { [key: string]: AttributeType } };

export interface AttributeSet {
  attributes: Record<string, AttributeValue>;
  /** Only the keys whose type plain JSON cannot tell; absent when there are none. */
  attributeTypes?: Record<string, AttributeType>;
}
