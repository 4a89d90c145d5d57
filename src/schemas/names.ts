/** The files that have a schema. */
export const schemaNames = ["session", "task", "config"] as const;
export type SchemaName = (typeof schemaNames)[number];
