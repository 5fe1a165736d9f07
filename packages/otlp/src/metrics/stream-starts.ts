const MAX_STREAMS = 200_000;

/** Nanoseconds since 1970 as two words. */
interface Time {
  low: number;
  high: number;
}
interface Stream {
  start: Time;
  /** False: the first value that was seen may have grown before. */
  isKnown: boolean;
  last: Time;
  value: number;
}

/**
 * Gives a start to cumulative points that come without one, such as those of Prometheus. The first value of a series
 * starts a stream at its own time, from an unknown base; a value that falls starts one at the time of the value before,
 * from zero. Bounded: the series not seen for the longest are forgotten, and begin again from an unknown base.
 */
export class StreamStarts {
  readonly #streams = new Map<string, Stream>();
  readonly #maxStreams: number;
  /** The answer of the last `find` that was true. */
  startLow = 0;
  startHigh = 0;
  isKnown = false;

  constructor(maxStreams = MAX_STREAMS) {
    this.#maxStreams = maxStreams;
  }

  /** Finds the start of a point's stream; false for a point older than its stream, whose own stream is forgotten. */
  find(series: string, time: Time, value: number): boolean {
    const known = this.#streams.get(series);
    const stream = known ? follow(known, time, value) : { start: time, isKnown: false, last: time, value };
    if (stream === null) return false;
    // Moved to the end, so that the first of the map is the one not seen for the longest.
    if (known) this.#streams.delete(series);
    this.#streams.set(series, stream);
    if (this.#streams.size > this.#maxStreams) {
      for (const oldest of this.#streams.keys()) {
        this.#streams.delete(oldest);
        break;
      }
    }
    this.startLow = stream.start.low;
    this.startHigh = stream.start.high;
    this.isKnown = stream.isKnown;
    return true;
  }
}

function follow(stream: Stream, time: Time, value: number): Stream | null {
  if (isBefore(time, stream.start)) return null;
  // Late or sent twice: it says nothing about what comes next.
  if (!isBefore(stream.last, time)) return stream;
  if (value < stream.value) return { start: stream.last, isKnown: true, last: time, value };
  return { ...stream, last: time, value };
}

function isBefore(a: Time, b: Time): boolean {
  return a.high === b.high ? a.low < b.low : a.high < b.high;
}
