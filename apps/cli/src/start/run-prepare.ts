import { fork } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

const messageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("prepared"),
    firstAdmin: z.object({ setupToken: z.string().nullable(), created: z.string().nullable() }),
  }),
  z.object({ type: z.literal("error"), message: z.string() }),
]);
export type FirstAdmin = Extract<z.infer<typeof messageSchema>, { type: "prepared" }>["firstAdmin"];

const TIMEOUT_MS = 120_000;

/** Migrates the stores and creates what a first start needs, in a process that ends with it. */
export function runPrepare(env: Record<string, string>): Promise<FirstAdmin> {
  const child = fork(join(import.meta.dirname, "prepare.mjs"), [], {
    env: { ...process.env, ...env },
    timeout: TIMEOUT_MS,
  });
  return new Promise((resolve, reject) => {
    child.on("message", (raw) => {
      const message = messageSchema.parse(raw);
      if (message.type === "prepared") resolve(message.firstAdmin);
      else reject(new Error(message.message));
    });
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(new Error(`preparing the stores ended early (${signal ?? `code ${code}`})`)),
    );
  });
}
