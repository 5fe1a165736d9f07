import type { DashboardTile, DashboardVariable } from "@plimsoll/core";
import type { Question } from "../../metrics/model/question.ts";

/** What is chosen of each variable; nothing chosen means all. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** The URL parameter of a variable. */
export const choiceParam = (name: string): string => `var.${name}`;

/** What the address chooses. */
export function readChoices(params: URLSearchParams, variables: readonly DashboardVariable[]): Choices {
  return Object.fromEntries(variables.map(({ name }) => [name, readChoice(params.get(choiceParam(name)))]));
}

function readChoice(text: string | null): string[] {
  if (!text) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.filter((value): value is string => typeof value === "string");
  } catch {
    // A link that somebody wrote by hand: the text is the value.
  }
  return [text];
}

/** Null when nothing is chosen. */
export function writeChoice(values: readonly string[]): string | null {
  return values.length === 0 ? null : JSON.stringify(values);
}

/**
 * A tile's question with what is chosen in the place of `$name`; a condition on what is not chosen, or without a value,
 * leaves nothing out.
 */
export function withChoices(query: DashboardTile["queries"][number], choices: Choices): Question {
  const { metric, aggregation, groupBy } = query;
  const where = query.where.flatMap((condition) => {
    const values = condition.values.flatMap((value) => {
      const name = /^\$([A-Za-z_]\w*)$/.exec(value)?.[1];
      if (value === "") return [];
      return name === undefined || !(name in choices) ? [value] : [...(choices[name] ?? [])];
    });
    return values.length === 0 ? [] : [{ ...condition, values }];
  });
  return { metric, aggregation, groupBy, where };
}
