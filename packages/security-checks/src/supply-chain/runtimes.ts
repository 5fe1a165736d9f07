import { isRecord, textIn } from "./lock-files/lock-file-reader.ts";

/** A runtime, store or system that a file asks for. */
export interface NamedRuntime {
  /** Its name in the end-of-life data. */
  product: string;
  /** As far as the file says it, such as `18` or `3.9.2`; or a code name. */
  version: string;
  /** The words in the file. */
  text: string;
}

/** Images of containers by their name, without the registry of Docker. */
const IMAGES: Readonly<Record<string, string>> = {
  node: "nodejs",
  "oven/bun": "bun",
  "denoland/deno": "deno",
  python: "python",
  golang: "go",
  "eclipse-temurin": "eclipse-temurin",
  amazoncorretto: "amazon-corretto",
  ruby: "ruby",
  php: "php",
  "mcr.microsoft.com/dotnet/sdk": "dotnet",
  "mcr.microsoft.com/dotnet/runtime": "dotnet",
  "mcr.microsoft.com/dotnet/aspnet": "dotnet",
  postgres: "postgresql",
  mysql: "mysql",
  mariadb: "mariadb",
  mongo: "mongodb",
  redis: "redis",
  "valkey/valkey": "valkey",
  elasticsearch: "elasticsearch",
  "docker.elastic.co/elasticsearch/elasticsearch": "elasticsearch",
  rabbitmq: "rabbitmq",
  memcached: "memcached",
  nginx: "nginx",
  httpd: "apache-http-server",
  tomcat: "tomcat",
  haproxy: "haproxy",
  traefik: "traefik",
  debian: "debian",
  ubuntu: "ubuntu",
  alpine: "alpine-linux",
};

const TOOLS: Readonly<Record<string, string>> = {
  nodejs: "nodejs",
  node: "nodejs",
  python: "python",
  golang: "go",
  go: "go",
  ruby: "ruby",
  php: "php",
  bun: "bun",
  deno: "deno",
  dotnet: "dotnet",
  "dotnet-core": "dotnet",
};

type Reader = (text: string) => NamedRuntime[];

const READERS: readonly [RegExp, Reader][] = [
  [/^\.(nvmrc|node-version)$/, (text) => single("nodejs", text)],
  [/^\.python-version$/, (text) => single("python", text)],
  [/^\.ruby-version$/, (text) => single("ruby", text.replace(/^ruby-/, ""))],
  [/^\.go-version$/, (text) => single("go", text)],
  [/^runtime\.txt$/, (text) => (text.startsWith("python-") ? single("python", text.slice("python-".length)) : [])],
  [/^\.tool-versions$/, readToolVersions],
  [/^go\.mod$/, (text) => single("go", /^toolchain go(\d\S*)/m.exec(text)?.[1] ?? "")],
  [/^package\.json$/, readVolta],
  [/^global\.json$/, readDotnet],
  [/^(.*[-_.])?(dockerfile|containerfile)([-_.].*)?$/i, readDockerfile],
  [/^(docker-)?compose([-_.].*)?\.ya?ml$/i, readCompose],
];

/** The runtimes that a file asks for in a version; empty for files that do not. */
export function readRuntimes(path: string, text: string): NamedRuntime[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return READERS.filter(([names]) => names.test(name)).flatMap(([, read]) => read(text));
}

function single(product: string, text: string): NamedRuntime[] {
  const version = /^v?(\d[\w.]*)/.exec(text.trim())?.[1];
  return version === undefined ? [] : [{ product, version, text: text.trim().split("\n")[0]?.slice(0, 100) ?? "" }];
}

function readToolVersions(text: string): NamedRuntime[] {
  return text.split("\n").flatMap((line) => {
    const [tool = "", version = ""] = line.replace(/#.*$/, "").trim().split(/\s+/);
    const product = TOOLS[tool];
    return product ? single(product, version).map((runtime) => ({ ...runtime, text: line.trim() })) : [];
  });
}

/** Volta's exact versions; `engines` says only what is allowed. */
function readVolta(text: string): NamedRuntime[] {
  const manifest = parseJson(text);
  const volta = isRecord(manifest) && isRecord(manifest["volta"]) ? manifest["volta"] : {};
  return single("nodejs", textIn(volta["node"]) ?? "");
}

function readDotnet(text: string): NamedRuntime[] {
  const settings = parseJson(text);
  const sdk = isRecord(settings) && isRecord(settings["sdk"]) ? settings["sdk"] : {};
  return single("dotnet", textIn(sdk["version"]) ?? "");
}

function readDockerfile(text: string): NamedRuntime[] {
  const defaults = new Map<string, string>();
  return text.split("\n").flatMap((line) => {
    const [, name, value] = /^\s*ARG\s+(\w+)=["']?([^\s"']+)/i.exec(line) ?? [];
    if (name !== undefined && value !== undefined) defaults.set(name, value);
    const image = /^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)/i.exec(line)?.[1];
    return image === undefined ? [] : readImage(substitute(image, defaults), line.trim());
  });
}

function readCompose(text: string): NamedRuntime[] {
  return [...text.matchAll(/^\s*image:\s*["']?([^\s"'#]+)/gm)].flatMap(([line, image = ""]) =>
    readImage(substitute(image, new Map()), line.trim()),
  );
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`. */
function substitute(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (whole, plain?: string, braced?: string, fallback?: string) =>
      values.get(plain ?? braced ?? "") ?? fallback ?? whole,
  );
}

function readImage(image: string, text: string): NamedRuntime[] {
  const [, name, tag] = /^(?:docker\.io\/)?(?:library\/)?([^:@]+)(?::([\w.-]+))?/.exec(image) ?? [];
  const product = IMAGES[name ?? ""];
  const version = /^v?(\d+(?:\.\d+)*|[a-z]+(?=$|-))/.exec(tag ?? "")?.[1];
  return product === undefined || version === undefined ? [] : [{ product, version, text }];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
