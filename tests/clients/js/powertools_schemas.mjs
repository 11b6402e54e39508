// Powertools for AWS Lambda (TypeScript): the schemas of the parser on events that the server sent.
import { PreTokenGenerationTriggerSchemaV1, PreTokenGenerationTriggerSchemaV2AndV3 } from "@aws-lambda-powertools/parser/schemas/cognito";

import { input, report } from "./scenario.mjs";

const schemas = { 1: PreTokenGenerationTriggerSchemaV1, 2: PreTokenGenerationTriggerSchemaV2AndV3, 3: PreTokenGenerationTriggerSchemaV2AndV3 };
report(input.events.map((event) => schemas[event.version].parse(event)));
