import { z } from "zod";
import { idSchema, instantSchema, limitSchema } from "./common.ts";
import { metricLabelSchema, metricQueryShape } from "./metrics.ts";

export const dashboardTileKindSchema = z.enum(["line", "area", "bar", "stat", "table", "text"]);
export type DashboardTileKind = z.infer<typeof dashboardTileKindSchema>;

/** Columns of the grid that tiles lie in. */
export const DASHBOARD_COLUMNS = 12;

const tileQuerySchema = z.object({
  ...metricQueryShape,
  /** Shown in place of the metric's name. */
  label: z.string().trim().max(120).default(""),
});
export const dashboardTileSchema = z
  .object({
    /** Unique in its dashboard; a link to one tile names it. */
    id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
    title: z.string().trim().max(120).default(""),
    kind: dashboardTileKindSchema,
    /** Place in the grid, and size, in its cells. */
    x: z
      .number()
      .int()
      .min(0)
      .max(DASHBOARD_COLUMNS - 1),
    y: z.number().int().min(0).max(1_000),
    width: z.number().int().min(1).max(DASHBOARD_COLUMNS),
    height: z.number().int().min(1).max(24),
    /** `$name` in a condition's value stands for what is chosen of the variable. */
    queries: z.array(tileQuerySchema).max(8).default([]),
    /** Of a tile of text. */
    text: z.string().max(10_000).default(""),
  })
  .refine((tile) => tile.x + tile.width <= DASHBOARD_COLUMNS, {
    message: "the tile is wider than the grid",
    path: ["width"],
  })
  .refine((tile) => (tile.kind === "text") === (tile.queries.length === 0), {
    message: "a tile of text has no query, every other one has",
    path: ["queries"],
  });
export type DashboardTile = z.infer<typeof dashboardTileSchema>;

export const dashboardVariableSchema = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,31}$/, "letters, digits and _, not beginning with a digit"),
  /** The label whose values can be chosen, as this metric has it. */
  label: metricLabelSchema,
  metric: z.string().min(1).max(512),
  /** Whether several values can be chosen. */
  multiple: z.boolean().default(true),
});
export type DashboardVariable = z.infer<typeof dashboardVariableSchema>;

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const definitionShape = {
  variables: z
    .array(dashboardVariableSchema)
    .max(8)
    .default([])
    .refine((variables) => isUnique(variables.map(({ name }) => name)), "two variables have the same name"),
  tiles: z
    .array(dashboardTileSchema)
    .max(60)
    .refine((tiles) => isUnique(tiles.map(({ id }) => id)), "two tiles have the same id"),
};
/** What is kept of a dashboard beside its name. */
export const dashboardDefinitionSchema = z.object(definitionShape);
export type DashboardDefinition = z.infer<typeof dashboardDefinitionSchema>;

const dashboardShape = {
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2_000).default(""),
  ...definitionShape,
};
export const dashboardsCreateInputSchema = z.object(dashboardShape);
export const dashboardsUpdateInputSchema = z.object({
  id: idSchema,
  ...dashboardShape,
  /** `updatedAt` of what was edited: CONFLICT when somebody saved since. */
  updatedAt: instantSchema,
});
export type DashboardsCreateInput = z.infer<typeof dashboardsCreateInputSchema>;
export type DashboardsUpdateInput = z.infer<typeof dashboardsUpdateInputSchema>;
export const dashboardRefSchema = z.object({ id: idSchema });
export const dashboardsListInputSchema = z.object({ limit: limitSchema.default(200) });

export interface DashboardItem {
  id: string;
  name: string;
  description: string;
  tiles: number;
  updatedAt: string;
  updatedBy: string;
}
export interface DashboardDetail extends DashboardDefinition {
  id: string;
  name: string;
  description: string;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
}
