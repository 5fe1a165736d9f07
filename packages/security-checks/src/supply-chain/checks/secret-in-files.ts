import type { FoundFault } from "@plimsoll/core";
import { defineFilesCheck, type TextFile } from "../files-check.ts";
import { type FoundSecret, findSecrets } from "../find-secrets.ts";

export const secretInFiles = defineFilesCheck({
  id: "supply-chain.secret-in-files",
  group: "supply-chain",
  title: "Secret in a file",
  why: "Everyone who can read the code can use the secret, and so can everyone who ever gets a copy. Deleting the line does not help: it stays in the history and in each clone.",
  fix: {
    text: "Change the secret where it was issued, first of all. Then take it out of the file and give it to the program when it runs: by an environment variable or a secret store. A secret that is none is accepted with that as the reason, or marked in the file.",
    snippets: [
      { server: "Node.js", language: "js", code: "const token = process.env.API_TOKEN;" },
      { server: "Docker", language: "sh", code: "docker run --env-file /run/secrets/app.env IMAGE" },
      { server: "mark a line", language: "js", code: "// secretlint-disable-line" },
    ],
  },
  severity: "high",
  profile: "passive",
  cwe: [798, 540],
  asvs: ["13.3.1"],
  answersTo: {},
  begin: () => {
    const faults: FoundFault[] = [];
    const unread: string[] = [];
    return {
      async readFile(file) {
        try {
          const byRule = new Map<string, FoundSecret[]>();
          for (const secret of await findSecrets(file))
            byRule.set(secret.rule, [...(byRule.get(secret.rule) ?? []), secret]);
          for (const [rule, found] of byRule) faults.push(describe(file, rule, found));
        } catch {
          unread.push(file.path);
        }
      },
      finish({ files, unread: unreadFiles }) {
        const open = [...unread, ...unreadFiles.map(({ path }) => path)];
        if (files === 0) return { outcome: "not-applicable", reason: "There are no files." };
        if (open.length > 0)
          return { outcome: "not-assessed", reason: `Not looked at: ${open.slice(0, 20).join(", ")}.`, faults };
        return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
      },
    };
  },
});

function describe({ path }: TextFile, rule: string, found: readonly FoundSecret[]): FoundFault {
  const lines = found.map(({ line, text }) => `${path}:${line}: ${text}`);
  const [kind = "a secret"] = found.map((secret) => secret.kind);
  return {
    place: { kind: "file", path, rule },
    title: `${kind} in ${path}`,
    detail: `On ${found.length === 1 ? "line" : "lines"} ${found.map(({ line }) => line).join(", ")}.`,
    evidence: [{ label: path, text: lines.slice(0, 20).join("\n"), language: "text" }],
  };
}
