import type { ByteDictionary } from "../columns/byte-dictionary.ts";

/** String attributes that other columns are made from, as bits. */
export const KEY = {
  dbSystem: 1,
  dbName: 2,
  messagingSystem: 4,
  messagingDestination: 8,
  peerService: 16,
  address: 32,
  url: 64,
  /** An older or less exact name for the same; used when the first is absent. */
  dbSystemOld: 128,
  dbNameOld: 256,
  peerServiceOld: 512,
  addressOld: 1024,
  urlOld: 2048,
} as const;
export const WELL_KNOWN_COUNT = 12;

const NAMES = new Map<string, number>([
  ["db.system.name", KEY.dbSystem],
  ["db.system", KEY.dbSystemOld],
  ["db.namespace", KEY.dbName],
  ["db.name", KEY.dbNameOld],
  ["messaging.system", KEY.messagingSystem],
  ["messaging.destination.name", KEY.messagingDestination],
  ["service.peer.name", KEY.peerService],
  ["peer.service", KEY.peerServiceOld],
  ["server.address", KEY.address],
  ["net.peer.name", KEY.addressOld],
  ["url.full", KEY.url],
  ["http.url", KEY.urlOld],
]);
const LONGEST = 32;

/** Which keys of a growing dictionary are well known: looked up once a key, not once an attribute. */
export class WellKnownKeys {
  #bits = new Uint16Array(1024);
  #classified = 0;
  readonly #dictionary: ByteDictionary;

  constructor(dictionary: ByteDictionary) {
    this.#dictionary = dictionary;
  }

  /** The bit of key `id`, 0 for keys without a meaning here. */
  bitOf(id: number): number {
    if (id >= this.#classified) this.#classify(id);
    return this.#bits[id] as number;
  }

  /** To be called when the dictionary forgets keys. */
  forget(size = 0): void {
    this.#classified = Math.min(this.#classified, size);
  }

  #classify(upTo: number): void {
    if (upTo >= this.#bits.length) {
      const grown = new Uint16Array((upTo + 1) * 2);
      grown.set(this.#bits);
      this.#bits = grown;
    }
    const { keys } = this.#dictionary;
    for (; this.#classified <= upTo; this.#classified++) {
      const start = this.#dictionary.startOf(this.#classified);
      const length = this.#dictionary.lengthOf(this.#classified);
      const name = length > LONGEST ? "" : String.fromCharCode(...keys.bytes.subarray(start, start + length));
      this.#bits[this.#classified] = NAMES.get(name) ?? 0;
    }
  }
}
