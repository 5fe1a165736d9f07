/** Qualifiers in the order Maven knows; others come after these, by the alphabet. The empty one is a release. */
const QUALIFIERS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const ALIASES: Readonly<Record<string, string>> = {
  a: "alpha",
  b: "beta",
  m: "milestone",
  cr: "rc",
  ga: "",
  final: "",
  release: "",
};

type Item = bigint | string | Item[];

/**
 * Compares two versions as Maven does (https://maven.apache.org/pom.html#Version_Order_Specification): negative, zero or
 * positive.
 */
export function compareMaven(left: string, right: string): number {
  return compareItems(parse(left), parse(right));
}

/** Dots separate items of one list; a hyphen, and a change between digits and letters, begins a list inside it. */
function parse(version: string): Item[] {
  const root: Item[] = [];
  const lists = [root];
  let list = root;
  const open = () => {
    const inner: Item[] = [];
    list.push(inner);
    lists.push(inner);
    list = inner;
  };
  const tokens =
    version
      .toLowerCase()
      .slice(0, 256)
      .match(/\d+|[a-z]+|[^\da-z]/g) ?? [];
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1] ?? ".";
    if (/^\d/.test(token)) {
      if (/^[a-z]/.test(previous)) open();
      list.push(BigInt(token));
    } else if (/^[a-z]/.test(token)) {
      if (/^\d/.test(previous)) open();
      // `a`, `b` and `m` stand for alpha, beta and milestone right before a digit only.
      const isAlias = token.length > 1 || /^\d/.test(tokens[index + 1] ?? "");
      list.push(isAlias ? (ALIASES[token] ?? token) : token);
    } else {
      // Two separators in a row: an empty item, which counts as zero.
      if (index === 0 || !/^[\da-z]/.test(previous)) list.push(0n);
      if (token === "-") open();
    }
  }
  for (const each of lists.reverse()) dropTrailingZeros(each);
  return root;
}

/** `1.0.0`, `1` and `1-ga` are the same. */
function dropTrailingZeros(list: Item[]): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index];
    if (item === 0n || item === "" || (Array.isArray(item) && item.length === 0)) list.splice(index, 1);
    else if (!Array.isArray(item)) return;
  }
}

function compareItems(left: Item[], right: Item[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareItem(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareItem(left: Item | undefined, right: Item | undefined): number {
  if (left === undefined) return right === undefined ? 0 : -compareItem(right, undefined);
  if (right === undefined) return compareWithNothing(left);
  if (typeof left === "bigint" && typeof right === "bigint") return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "string" && typeof right === "string") return compareQualifiers(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return compareItems(left, right);
  return rank(left) - rank(right);
}

/** Of different kinds: a number is newer than a list, a list newer than a qualifier. */
function rank(item: Item): number {
  if (typeof item === "bigint") return 2;
  return Array.isArray(item) ? 1 : 0;
}

/** `1.1` is newer than `1`, `1-rc` older. */
function compareWithNothing(item: Item): number {
  if (typeof item === "bigint") return item === 0n ? 0 : 1;
  if (typeof item === "string") return compareQualifiers(item, "");
  for (const inner of item) {
    const order = compareWithNothing(inner);
    if (order !== 0) return order;
  }
  return 0;
}

function compareQualifiers(left: string, right: string): number {
  const known = (text: string) => (QUALIFIERS.includes(text) ? QUALIFIERS.indexOf(text) : QUALIFIERS.length);
  const order = known(left) - known(right);
  if (order !== 0 || known(left) < QUALIFIERS.length) return order;
  return left < right ? -1 : left > right ? 1 : 0;
}
