/** Just enough of protobuf to write requests in which fields have known places. */

export type Attribute = [key: string, value: string | number];

export function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
export function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.from([(number << 3) | 2, ...varint(content.length)]), content]);
}
export function text(number: number, value: string): Buffer {
  return field(number, Buffer.from(value));
}
export function attribute(number: number, [key, value]: Attribute): Buffer {
  const double = Buffer.alloc(9);
  double[0] = 0x21;
  if (typeof value === "number") double.writeDoubleLE(value, 1);
  const any =
    typeof value === "string"
      ? text(1, value)
      : Number.isInteger(value)
        ? Buffer.from([0x18, ...varint(value)])
        : double;
  return field(number, Buffer.concat([text(1, key), field(2, any)]));
}
