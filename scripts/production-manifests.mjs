// `node scripts/production-manifests.mjs APP FOLDER`: writes into FOLDER what `npm install` needs to install the
// packages that APP uses in production and nothing else: the root's manifest, those of the app and of the workspaces
// it depends on, all without their development dependencies, and the lockfile, which pins every version.
// npm's own --omit=dev is not enough: it keeps what another workspace uses in production.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function readWorkspaces(from) {
  const folders = ["apps", "packages"].flatMap((kind) =>
    readdirSync(join(from, kind)).map((name) => `${kind}/${name}`),
  );
  return new Map(
    folders.map((folder) => {
      const manifest = JSON.parse(readFileSync(join(from, folder, "package.json"), "utf8"));
      return [manifest.name, { folder, manifest }];
    }),
  );
}

/** The workspace of the app and those it needs in production, directly or through others. */
export function productionWorkspaces(app, from = root) {
  const all = readWorkspaces(from);
  const first = `@plimsoll/${app}`;
  if (!all.has(first)) throw new Error(`There is no app ${app}`);
  const needed = new Set([first]);
  for (const name of needed) {
    for (const dependency of Object.keys(all.get(name).manifest.dependencies ?? {})) {
      if (all.has(dependency)) needed.add(dependency);
    }
  }
  return [...needed].map((name) => all.get(name));
}

function writeManifests(app, into) {
  const {
    devDependencies: _,
    scripts: __,
    ...rootManifest
  } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const write = (folder, manifest) => {
    mkdirSync(join(into, folder), { recursive: true });
    writeFileSync(join(into, folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  };
  write(".", rootManifest);
  for (const { folder, manifest } of productionWorkspaces(app)) {
    const { devDependencies: ___, scripts: ____, ...kept } = manifest;
    write(folder, kept);
  }
  copyFileSync(join(root, "package-lock.json"), join(into, "package-lock.json"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [app, into] = process.argv.slice(2);
  if (!app || !into) {
    console.error("Usage: node scripts/production-manifests.mjs APP FOLDER");
    process.exit(2);
  }
  writeManifests(app, into);
}
