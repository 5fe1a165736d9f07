import { listAt, objectAt, type OpenApiDocument, textAt } from "./openapi-document.ts";
import type { Notes } from "./steps.ts";
import type { Variables } from "./variables.ts";

/** Where a credential goes. */
export interface Credential {
  in: "header" | "query" | "cookie";
  name: string;
  /** A template with a variable that people fill in. */
  value: string;
}

const TO_FILL_IN = "fill-me-in";

/** Credentials of an operation, by the first of the ways that it accepts. */
export function credentialsOf(
  document: OpenApiDocument,
  operation: unknown,
  variables: Variables,
  notes: Notes,
): Credential[] {
  const own = objectAt({ operation }, "operation");
  const ways = Object.hasOwn(own, "security") ? listAt(own, "security") : listAt(document.root, "security");
  const [way] = ways;
  if (typeof way !== "object" || way === null) return [];
  const schemes = objectAt(objectAt(document.root, "components"), "securitySchemes");
  return Object.keys(way).flatMap((name) => {
    const scheme = document.resolve(objectAt(schemes, name));
    const credential = scheme && credentialOf(scheme, name, variables);
    if (credential) notes.add(`Fill in the variables of "${name}": they stand for credentials.`);
    else notes.add(`The security scheme "${name}" was left out.`);
    return credential ? [credential] : [];
  });
}

function credentialOf(scheme: unknown, name: string, variables: Variables): Credential | null {
  const type = textAt(scheme, "type");
  const kind = textAt(scheme, "scheme")?.toLowerCase();
  if (type === "http" && kind === "basic") {
    const user = variables.of(`${name}_user`, TO_FILL_IN);
    const password = variables.of(`${name}_password`, TO_FILL_IN);
    return { in: "header", name: "authorization", value: `Basic {{$base64({{${user}}}:{{${password}}})}}` };
  }
  if (type === "oauth2" || type === "openIdConnect" || (type === "http" && kind === "bearer")) {
    return { in: "header", name: "authorization", value: `Bearer {{${variables.of(name, TO_FILL_IN)}}}` };
  }
  const place = textAt(scheme, "in");
  const key = textAt(scheme, "name");
  if (type !== "apiKey" || key === null || (place !== "header" && place !== "query" && place !== "cookie")) return null;
  return {
    in: place,
    name: place === "header" ? key.toLowerCase() : key,
    value: `{{${variables.of(name, TO_FILL_IN)}}}`,
  };
}
