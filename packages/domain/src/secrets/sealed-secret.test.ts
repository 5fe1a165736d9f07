import { describe, expect, it } from "vitest";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const config = { PLIMSOLL_SECRET: "a".repeat(32) };

describe("sealed secrets", () => {
  it("open to what was sealed, and never look alike", () => {
    const sealed = sealSecret(config, "job-endpoint", "whsec_grün");
    expect(openSecret(config, "job-endpoint", sealed)).toBe("whsec_grün");
    expect(Buffer.from(sealed).includes("whsec")).toBe(false);
    expect(sealSecret(config, "job-endpoint", "whsec_grün")).not.toEqual(sealed);
  });

  it("open neither with another secret nor for another purpose nor after a change", () => {
    const sealed = sealSecret(config, "job-endpoint", "text");
    const unreadable = expect.objectContaining({
      code: "UNAVAILABLE",
      message: expect.stringContaining("PLIMSOLL_SECRET"),
    });
    const other = { PLIMSOLL_SECRET: "b".repeat(32) };
    const catching = (open: () => unknown) => {
      try {
        return open();
      } catch (error) {
        return error;
      }
    };
    expect(catching(() => openSecret(other, "job-endpoint", sealed))).toEqual(unreadable);
    expect(catching(() => openSecret(config, "queue-connection", sealed))).toEqual(unreadable);
    for (const at of [0, 1, 13, 29, sealed.length - 1]) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(catching(() => openSecret(config, "job-endpoint", changed))).toEqual(unreadable);
    }
    expect(catching(() => openSecret(config, "job-endpoint", sealed.slice(0, 20)))).toEqual(unreadable);
  });

  it("need PLIMSOLL_SECRET", () => {
    expect(() => sealSecret({ PLIMSOLL_SECRET: undefined }, "job-endpoint", "text")).toThrow(
      /PLIMSOLL_SECRET is not set/,
    );
  });
});
