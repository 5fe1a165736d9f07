// Counts files over 300 lines and functions over 50, where a second concept may be hiding. The counts in
// scripts/size-ratchet.json may only fall: `--update` writes lower ones.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./prepare.mjs";

const MAX_FILE = 300;
const MAX_FUNCTION = 50;
const allowedFile = join(root, "scripts", "size-ratchet.json");
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], {
  cwd: root,
  encoding: "utf8",
});
const files = listed.split("\n").filter((file) => file && !/\.test\.tsx?$|\/e2e\/|\/test(ing)?\//.test(file));

const found = { files: [], functions: [] };
for (const file of files) {
  let text;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    continue; // deleted in the working tree
  }
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = source.getLineAndCharacterOfPosition(source.end).line;
  if (lines > MAX_FILE) found.files.push(`${file} (${lines})`);
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const length = source.getLineAndCharacterOfPosition(node.end).line - first + 1;
      if (length > MAX_FUNCTION) found.functions.push(`${file}:${first + 1} (${length})`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

const counts = { files: found.files.length, functions: found.functions.length };
const allowed = JSON.parse(readFileSync(allowedFile, "utf8"));
const over = Object.keys(counts).filter((kind) => counts[kind] > allowed[kind]);
if (process.argv.includes("--list") || over.length > 0)
  for (const kind of Object.keys(found)) console.log(`${kind}:\n  ${found[kind].join("\n  ")}`);
console.log(
  `over ${MAX_FILE} lines: ${counts.files} files (allowed ${allowed.files}); over ${MAX_FUNCTION} lines: ${counts.functions} functions (allowed ${allowed.functions})`,
);
if (over.length > 0) process.exit(1);
if (process.argv.includes("--update"))
  writeFileSync(allowedFile, `{ "files": ${counts.files}, "functions": ${counts.functions} }\n`);
