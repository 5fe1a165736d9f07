import parseExpression, { type Info } from "spdx-expression-parse";

/** Which licences a project may use. Identifiers are SPDX's; `GPL-*` stands for all that begin so. */
export interface LicencePolicy {
  /** When not empty, every other licence is a finding. */
  allow: readonly string[];
  /** Always a finding. */
  deny: readonly string[];
}

/**
 * Why a licence may not be used, as the end of a sentence; null when it may. Of alternatives (`MIT OR GPL-3.0-only`) one
 * that may be used is enough; a text that is no SPDX expression is judged as it is.
 */
export function licenceRefusal(policy: LicencePolicy, licence: string): string | null {
  const expression = parse(licence);
  return expression ? refusalOf(policy, expression) : refusalOfName(policy, licence);
}

function refusalOf(policy: LicencePolicy, expression: Info): string | null {
  if (!("conjunction" in expression)) {
    const name = `${expression.license}${expression.plus ? "+" : ""}`;
    const withException = expression.exception === undefined ? null : `${name} WITH ${expression.exception}`;
    // An exception is there to allow more: what is said about it goes first.
    if (withException !== null && matches(policy.allow, withException)) return null;
    return refusalOfName(policy, name);
  }
  const left = refusalOf(policy, expression.left);
  const right = refusalOf(policy, expression.right);
  if (expression.conjunction === "and") return left ?? right;
  return left === null || right === null ? null : left;
}

function refusalOfName(policy: LicencePolicy, name: string): string | null {
  if (matches(policy.deny, name)) return `${name} is denied`;
  if (policy.allow.length > 0 && !matches(policy.allow, name)) return `${name} is not among those allowed`;
  return null;
}

function matches(patterns: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return patterns.some((pattern) => {
    const wanted = pattern.trim().toLowerCase();
    return wanted.endsWith("*") ? lower.startsWith(wanted.slice(0, -1)) : lower === wanted;
  });
}

function parse(licence: string): Info | null {
  try {
    return parseExpression(licence);
  } catch {
    return null;
  }
}
