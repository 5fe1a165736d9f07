import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readScript } from "./read-script.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-scripts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const script = `{ "load": { "mode": "closed", "stages": [{ "durationMs": 1000, "users": 2 }] },
  "scenarios": [{ "name": "all", "steps": [{ "type": "request", "url": "http://shop.example/" }] }] }`;

describe("the script in a file", () => {
  it("is JSON, or the default export of a module", async () => {
    const wanted = { load: { mode: "closed" }, http: { version: "1.1" }, thresholds: [] };
    expect(await readScript(file("a.json", script))).toMatchObject(wanted);
    expect(await readScript(file("b.mjs", `export default ${script};`))).toMatchObject(wanted);
    const typed = `interface Options { seconds: number }
const { seconds }: Options = { seconds: 1 };
export default { ...${script}, thresholds: [\`p95 < \${seconds}s\`] } satisfies object;`;
    expect(await readScript(file("d.ts", typed))).toMatchObject({ ...wanted, thresholds: ["p95 < 1s"] });
    expect(await readScript(file("c.mjs", `export default Promise.resolve(${script});`))).toMatchObject(wanted);
  });

  it.each([
    ["nothing.json", null, "cannot be read"],
    ["broken.json", "{", "is no JSON"],
    ["wrong.json", '{"load":{"mode":"open","stages":[]}}', "scenarios"],
    ["typed.ts", "export default { seconds: } as const;", "typed.ts"],
    ["none.mjs", "export const script = 1;", "default export"],
    ["throws.mjs", 'throw new Error("no such variable");', "no such variable"],
  ])("%s is refused in words", async (name, text, words) => {
    const path = text === null ? join(folder, name) : file(name, text);
    const failure = expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining(words) });
    await expect(readScript(path)).rejects.toEqual(failure);
    await expect(readScript(path)).rejects.toThrow(name);
  });
});
