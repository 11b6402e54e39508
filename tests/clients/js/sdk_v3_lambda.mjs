// The AWS SDK for JavaScript v3: a function made, called and deleted through the Lambda API.
import {
  CreateFunctionCommand, DeleteFunctionCommand, GetFunctionCommand, InvokeCommand, LambdaClient,
  ResourceNotFoundException, UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";

import { input, report } from "./scenario.mjs";

const credentials = { accessKeyId: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: "example-secret" };
const client = new LambdaClient({ endpoint: input.url, region: input.region, credentials });
const FunctionName = input.name;
const ZipFile = (text) => Buffer.from(text, "base64");

const created = await client.send(
  new CreateFunctionCommand({
    FunctionName,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: "arn:aws:iam::000000000000:role/lambda",
    Code: { ZipFile: ZipFile(input.first) },
    Environment: { Variables: { GREETING: "ahoy" } },
  }),
);
const invoke = async (event) => {
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: "Tail" }));
  const log = Buffer.from(answer.LogResult ?? "", "base64").toString();
  return { error: answer.FunctionError ?? null, payload: JSON.parse(answer.Payload.transformToString()), log };
};
const first = await invoke(input.event);
const updated = await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: ZipFile(input.second) }));
const second = await invoke({});
await client.send(new DeleteFunctionCommand({ FunctionName }));
const gone = await client.send(new GetFunctionCommand({ FunctionName })).then(() => undefined, (error) => error);
report({ arn: created.FunctionArn, codeChanged: created.CodeSha256 !== updated.CodeSha256, first, second,
  gone: gone instanceof ResourceNotFoundException });
