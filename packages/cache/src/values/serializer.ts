import { deserialize, serialize } from "node:v8";

/** Values to bytes and back, for the second tier. Throwing on bytes that cannot be read is fine: they count as a miss. */
export interface Serializer {
  /** 1 to 255: stored with each value, so that a change of settings does not mix them up. 1 and 2 are taken. */
  readonly id: number;
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

/** `undefined` as a whole value is kept; inside objects JSON drops it. */
export const jsonSerializer: Serializer = {
  id: 1,
  serialize: (value) => Buffer.from(value === undefined ? "" : JSON.stringify(value)),
  deserialize: (bytes) =>
    bytes.byteLength === 0 ? undefined : JSON.parse((Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString()),
};

/** Keeps dates, maps, sets, big integers, typed arrays and cycles; read by Node only. */
export const v8Serializer: Serializer = {
  id: 2,
  serialize: (value) => serialize(value),
  deserialize: (bytes) => deserialize(bytes),
};
