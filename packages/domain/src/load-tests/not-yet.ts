import { AppError, type LoadImport } from "@plimsoll/core";

function notYet(): never {
  throw new AppError("UNAVAILABLE", "This is being built.");
}
export async function importLoadScript(_input: {
  format: "har" | "curl" | "openapi";
  text: string;
}): Promise<LoadImport> {
  return notYet();
}
