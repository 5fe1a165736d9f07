import type { TextFile } from "./files-check.ts";

/** One secret of a file, masked. */
export interface FoundSecret {
  /** Of secretlint and stable, such as `github/GITHUB_TOKEN`. */
  rule: string;
  /** For people: `GitHub Token`. */
  kind: string;
  /** From 1. */
  line: number;
  /** The line with the secret masked. */
  text: string;
}

/** Identifiers that are no secrets by themselves. */
const NO_SECRETS = new Set(["AWSAccountID", "AWSAccessKeyID"]);
/** What documentation and templates write where the secret goes. */
const PLACEHOLDER =
  /\$\{|\{\{|<[a-z][^>]*>|\b(x{4,}|example|changeme|placeholder|your[-_]?(api|token|key|password|secret))/i;
/** Of an address: what stands for a password in examples. */
const NO_PASSWORD = /^(pass|passw(or)?d|pwd?|secret|user|test|x+|\*+)$/i;
/** Names that are nobody's (RFC 2606), as documentation and tests use them. */
const NO_HOST = /@([\w-]+\.)*(example(\.(com|net|org))?|test|invalid)(?=[:/?"'\s]|$)/i;
/** A store on the developer's own machine, as development settings have it. */
const LOCAL_STORE = /@(localhost|127\.0\.0\.1|\[::1\]|host\.docker\.internal)(?=[:/?]|$)/i;
/** Characters of a long line that are shown. */
const MAX_LINE = 160;

/** Secrets that secretlint's recommended rules find in a text, but for those of examples. */
export async function findSecrets({ path, text }: TextFile): Promise<FoundSecret[]> {
  const { lintSource } = await import("@secretlint/core");
  const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: /\.\w+$/.exec(path)?.[0] ?? "", contentType: "text" },
    options: {
      noPhysicFilePath: true,
      maskSecrets: true,
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, options: {} }] },
    },
  });
  return messages.flatMap(({ range: [from, to], ruleId, messageId, message, loc }) => {
    if (NO_SECRETS.has(messageId) || isExample(text.slice(from, to))) return [];
    const rule = `${ruleId.replace(/^.*secretlint-rule-/, "")}/${messageId}`;
    return [{ rule, kind: kindOf(message), line: loc.start.line, text: maskedLine(text, from, to) }];
  });
}

/** True for placeholders, addresses of documentation and stores on the own machine. */
function isExample(found: string): boolean {
  const password = /:\/\/[^:@/]*:(.*)@/.exec(found)?.[1];
  if (password === undefined) return PLACEHOLDER.test(found);
  return PLACEHOLDER.test(password) || NO_PASSWORD.test(password) || NO_HOST.test(found) || LOCAL_STORE.test(found);
}

/** `found GitHub Token(****): ****` is a GitHub Token. */
function kindOf(message: string): string {
  const kind = /^found\s+([^:(*]+)/i.exec(message)?.[1]?.trim();
  return kind ? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}` : "Secret";
}

/** The line it begins on; of the secret only how it begins, where it is long enough for that to give nothing away. */
function maskedLine(text: string, from: number, to: number): string {
  const begin = text.lastIndexOf("\n", from - 1) + 1;
  const lineEnd = text.indexOf("\n", from);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const shown = to - from >= 20 && !text.slice(from, to).includes("://") ? text.slice(from, from + 4) : "";
  const before = text.slice(Math.max(begin, from - MAX_LINE), from);
  const after = to < end ? text.slice(to, Math.min(end, to + MAX_LINE)) : "";
  return `${before}${shown}****${after}`.trim();
}
