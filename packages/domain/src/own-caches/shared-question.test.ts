import { describe, expect, it } from "vitest";
import { sharedQuestion } from "./shared-question.ts";

interface More {
  projectId?: string;
  service?: string;
  limit?: number;
  signal?: AbortSignal;
}
const ask = (from: string, to: string, more: More = {}) => sharedQuestion({ projectId: "p", from, to, ...more });

describe("a question that many ask", () => {
  it("is the same for viewers of a long range who came within five seconds", () => {
    const early = ask("2026-11-22T11:00:01Z", "2026-11-22T12:00:01Z");
    const late = ask("2026-11-22T11:00:04.999Z", "2026-11-22T12:00:04.999Z");
    expect(late.key).toBe(early.key);
    expect(early.question).toEqual({
      projectId: "p",
      from: "2026-11-22T11:00:00.000Z",
      to: "2026-11-22T12:00:05.000Z",
    });
    expect(ask("2026-11-22T11:00:05Z", "2026-11-22T12:00:05Z").key).not.toBe(early.key);
  });

  it("keeps the ends of a short range, and never loses a minute of a long one", () => {
    const short = ask("2026-11-22T11:00:01Z", "2026-11-22T11:10:02.500Z");
    expect(short.question).toMatchObject({ from: "2026-11-22T11:00:01.000Z", to: "2026-11-22T11:10:02.500Z" });
    const whole = ask("2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z");
    expect(whole.question).toMatchObject({ from: "2026-11-22T11:00:00.000Z", to: "2026-11-22T12:00:00.000Z" });
  });

  it("is another one for another project, service or limit, whoever asks", () => {
    const range = ["2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z"] as const;
    const keys = [
      ask(...range),
      ask(...range, { projectId: "q" }),
      ask(...range, { service: "cart" }),
      ask(...range, { limit: 5 }),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
    const { signal } = new AbortController();
    expect(ask(...range, { signal }).key).toBe(keys[0]);
    expect(ask(...range, { signal }).question.signal).toBe(signal);
  });
});
