// Powertools for AWS Lambda (TypeScript): the schemas of the parser on events that the server sent.
import {
  PreTokenGenerationTriggerSchemaV1, PreTokenGenerationTriggerSchemaV2AndV3,
} from "@aws-lambda-powertools/parser/schemas/cognito";

import { input, report } from "./scenario.mjs";

const schemaOf = ({ version }) =>
  version === "1" ? PreTokenGenerationTriggerSchemaV1 : PreTokenGenerationTriggerSchemaV2AndV3;
report(input.events.map((event) => schemaOf(event).parse(event)));
