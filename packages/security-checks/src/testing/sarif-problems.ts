import Ajv from "ajv";
import addFormats from "ajv-formats";
import sarifSchema from "./schemas/sarif-2.1.0.json" with { type: "json" };

/** Why a document is not SARIF 2.1.0 by its published schema, a line a problem; empty when it is. */
export function sarifProblems(document: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  // Written for draft 4, of which it uses nothing that later ones read differently.
  const { $schema: _, id: __, ...schema } = sarifSchema;
  const validate = ajv.compile(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
