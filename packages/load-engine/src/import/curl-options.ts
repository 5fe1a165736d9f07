/** What a curl option means here; the second says whether a value follows. */
type Option = [meaning: CurlMeaning, takesValue: boolean];
export type CurlMeaning =
  | "method"
  | "header"
  | "data"
  | "dataRaw"
  | "dataUrlencode"
  | "json"
  | "user"
  | "cookie"
  | "userAgent"
  | "referer"
  | "url"
  | "insecure"
  | "http2"
  | "http1"
  | "get"
  | "head"
  | "location"
  | "compressed"
  | "maxTime"
  | "form"
  | "next"
  | "bearer"
  /** Without meaning for a load test. */
  | "ignored"
  /** Has a meaning that is lost. */
  | "unsupported";

const LONG: Record<string, Option> = {
  request: ["method", true],
  header: ["header", true],
  data: ["data", true],
  "data-ascii": ["data", true],
  "data-binary": ["data", true],
  "data-raw": ["dataRaw", true],
  "data-urlencode": ["dataUrlencode", true],
  json: ["json", true],
  user: ["user", true],
  cookie: ["cookie", true],
  "user-agent": ["userAgent", true],
  referer: ["referer", true],
  url: ["url", true],
  insecure: ["insecure", false],
  http2: ["http2", false],
  "http2-prior-knowledge": ["http2", false],
  "http1.1": ["http1", false],
  "http1.0": ["http1", false],
  get: ["get", false],
  head: ["head", false],
  location: ["location", false],
  "location-trusted": ["location", false],
  compressed: ["compressed", false],
  "max-time": ["maxTime", true],
  form: ["form", true],
  "form-string": ["form", true],
  next: ["next", false],
  "oauth2-bearer": ["bearer", true],
  ...named(
    "ignored",
    false,
    "silent show-error verbose include fail fail-with-body no-progress-meter progress-bar globoff location-trusted ipv4 ipv6 no-keepalive tcp-nodelay no-buffer path-as-is parallel remote-name styled-output basic",
  ),
  ...named(
    "ignored",
    true,
    "output write-out dump-header connect-timeout retry retry-delay retry-max-time max-redirs stderr trace trace-ascii limit-rate keepalive-time cookie-jar max-filesize",
  ),
  ...named(
    "unsupported",
    true,
    "proxy cert key cacert capath pass resolve connect-to interface upload-file range config netrc-file unix-socket aws-sigv4 ciphers tls-max proxy-user socks5 socks5-hostname variable",
  ),
  ...named("unsupported", false, "digest ntlm negotiate anyauth netrc http3"),
};
const SHORT: Record<string, string> = {
  X: "request",
  H: "header",
  d: "data",
  u: "user",
  b: "cookie",
  A: "user-agent",
  e: "referer",
  k: "insecure",
  G: "get",
  I: "head",
  L: "location",
  m: "max-time",
  F: "form",
  s: "silent",
  S: "show-error",
  v: "verbose",
  i: "include",
  f: "fail",
  g: "globoff",
  O: "remote-name",
  N: "no-buffer",
  o: "output",
  w: "write-out",
  D: "dump-header",
  c: "cookie-jar",
  x: "proxy",
  E: "cert",
  T: "upload-file",
  r: "range",
  K: "config",
  n: "netrc",
  "4": "ipv4",
  "6": "ipv6",
  "#": "progress-bar",
  ":": "next",
  "0": "http1.0",
};

function named(meaning: CurlMeaning, takesValue: boolean, names: string): Record<string, Option> {
  return Object.fromEntries(names.split(" ").map((name) => [name, [meaning, takesValue]]));
}

export interface CurlArgument {
  meaning: CurlMeaning | "unknown";
  /** As it was written. */
  option: string;
  value: string;
}

/** Reads the words after `curl`: options, in short (also run together, with the value attached) or long form, and URLs. */
export function readCurlArguments(words: readonly string[]): CurlArgument[] {
  const found: CurlArgument[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word.startsWith("--") && word.length > 2) {
      const [name = "", attached] = word.slice(2).split(/=(.*)/s);
      const [meaning, takesValue] = optionOf(name);
      if (takesValue && attached === undefined) at += 1;
      found.push({ meaning, option: `--${name}`, value: takesValue ? (attached ?? words[at] ?? "") : "" });
    } else if (/^-[^-]/.test(word)) {
      if (readShort(word, words[at + 1] ?? "", found)) at += 1;
    } else if (word !== "-" && word !== "--" && word !== "") {
      found.push({ meaning: "url", option: "", value: word });
    }
  }
  return found;
}

/** Whether the value of the last option was the next word. */
function readShort(word: string, next: string, found: CurlArgument[]): boolean {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const [meaning, takesValue] = optionOf(Object.hasOwn(SHORT, letter) ? (SHORT[letter] ?? "") : "");
    const attached = word.slice(at + 1);
    found.push({ meaning, option: `-${letter}`, value: takesValue ? attached || next : "" });
    if (takesValue) return attached === "";
  }
  return false;
}

function optionOf(name: string): [CurlArgument["meaning"], boolean] {
  if (Object.hasOwn(LONG, name)) return LONG[name] ?? ["unknown", false];
  return name.startsWith("no-") ? ["ignored", false] : ["unknown", false];
}
