import { AppError } from "@plimsoll/core";

/** Bounds the bytes of requests that are being received or wait for their commit. */
export class Admission {
  #heldBytes = 0;
  readonly #limitBytes: number;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A place for one request, empty at first. */
  open(): Reservation {
    let held = 0;
    return {
      grow: (bytes) => {
        // One request alone always fits, whatever the limit is: it is bounded by the size of a body.
        if (this.#heldBytes > held && this.#heldBytes + bytes > this.#limitBytes) {
          throw new AppError("UNAVAILABLE", "Too much is waiting to be stored; send the request again in a moment.");
        }
        held += bytes;
        this.#heldBytes += bytes;
      },
      release: () => {
        this.#heldBytes -= held;
        held = 0;
      },
    };
  }
}

export interface Reservation {
  /** Takes `bytes` more; throws UNAVAILABLE when the buffer is full. */
  grow(bytes: number): void;
  release(): void;
}
