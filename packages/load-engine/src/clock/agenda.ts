import type { Clock } from "./clock.ts";
import { WakeUp } from "./wake-up.ts";

/** What is run at its time, with that time. */
export type Task = (dueAt: number) => void;

/** Tasks run in one go before input and output get their turn. */
const BATCH = 256;

/** Tasks at their times, in order of time: a binary heap over an exact alarm. */
export class Agenda {
  readonly #clock: Clock;
  readonly #wakeUp: WakeUp;
  readonly #times: number[] = [];
  readonly #tasks: Task[] = [];
  #running = false;
  #continuing = false;
  /** When the first task is due; Infinity when there is none. */
  nextAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wakeUp = new WakeUp(clock, () => this.runDue(clock.now()));
  }

  /** Milliseconds spent waiting busily. */
  get spunMs(): number {
    return this.#wakeUp.spunMs;
  }

  at(time: number, task: Task): void {
    this.#push(time, task);
    if (this.#running || time > this.nextAt) return;
    this.#setWakeUp(this.#clock.now());
  }

  /** Runs what is due at `now`. Cheap to call whenever the time is known, which beats waiting for the alarm. */
  runDue(now: number): void {
    if (this.#running) return;
    this.#running = true;
    let ran = 0;
    for (let time = this.#times[0]; time !== undefined && time <= now && ran < BATCH; time = this.#times[0], ran += 1) {
      this.#pop()?.(time);
    }
    this.#running = false;
    this.#setWakeUp(now);
  }

  /** Forgets everything. */
  clear(): void {
    this.#times.length = 0;
    this.#tasks.length = 0;
    this.nextAt = Number.POSITIVE_INFINITY;
    this.#wakeUp.cancel();
  }

  #setWakeUp(now: number): void {
    this.nextAt = this.#times[0] ?? Number.POSITIVE_INFINITY;
    if (this.nextAt > now) {
      this.#wakeUp.set(this.nextAt, now);
      return;
    }
    if (this.#continuing) return;
    this.#continuing = true;
    this.#clock.setImmediate(this.#continue);
  }

  readonly #continue = (): void => {
    this.#continuing = false;
    this.runDue(this.#clock.now());
  };

  #push(time: number, task: Task): void {
    const times = this.#times;
    const tasks = this.#tasks;
    let at = times.length;
    times.push(time);
    tasks.push(task);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((times[parent] ?? 0) <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    times[at] = time;
    tasks[at] = task;
  }

  #pop(): Task | undefined {
    const first = this.#tasks[0];
    const time = this.#times.pop();
    const task = this.#tasks.pop();
    if (time === undefined || task === undefined || this.#times.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#times.length) break;
      if ((this.#times[child + 1] ?? Number.POSITIVE_INFINITY) < (this.#times[child] ?? 0)) child += 1;
      if ((this.#times[child] ?? 0) >= time) break;
      this.#move(child, at);
      at = child;
    }
    this.#times[at] = time;
    this.#tasks[at] = task;
    return first;
  }

  #move(from: number, to: number): void {
    const task = this.#tasks[from];
    if (task) this.#tasks[to] = task;
    this.#times[to] = this.#times[from] ?? 0;
  }
}
