import { toJsonSchema } from "@valibot/to-json-schema";
import { configSchema } from "../config/schema.ts";
import { findingCodes } from "../model/settings.ts";
import { rules } from "../report/rules.ts";
import { draft, type JsonSchema } from "./json-schema.ts";

/**
 * The JSON Schema of `.session-assoc.yaml`, made of the schema that the program checks it with.
 *
 * It cannot compare two places: that `defaultBackend` is a long name of some backend. A length is
 * counted in code points, in the program in UTF-16 units.
 */
export function configJsonSchema(): JsonSchema {
  const schema = toJsonSchema(configSchema, {
    target: "draft-07",
    typeMode: "input",
    overrideAction: ({ valibotAction, jsonSchema }) => {
      // A second pattern has no room beside the first.
      const pattern = patternOf(valibotAction);
      if (pattern === undefined || pattern === jsonSchema.pattern) return undefined;
      return { ...jsonSchema, allOf: [{ pattern }] };
    },
  }) as JsonSchema;
  describeRules(schema);
  return {
    $schema: draft,
    ...schema,
    title: "The configuration of session-assoc",
    description: "Every key is optional.",
    // An empty file gives the defaults.
    type: ["object", "null"],
  };
}

/** Says at each code what it means, in the words of the reports. */
function describeRules(schema: JsonSchema): void {
  const codes = schema.properties?.rules?.properties ?? {};
  for (const code of findingCodes)
    Object.assign(codes[code] ?? {}, { description: `${rules[code].title}.` });
}

function patternOf(action: { readonly type: string }): string | undefined {
  if (action.type !== "regex") return undefined;
  return (action as { readonly type: string; readonly requirement: RegExp }).requirement.source;
}
