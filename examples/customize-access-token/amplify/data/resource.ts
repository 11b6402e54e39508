import { type ClientSchema, a, defineData, defineFunction } from "@aws-amplify/backend";

const askFunctionHandler = defineFunction({ name: "ask-function", entry: "./ask-function.ts" });

const schema = a.schema({
  Answer: a.customType({
    from: a.string().required(),
    groups: a.string().required().array().required(),
    scope: a.string(),
  }),
  // Answered by a Lambda function, for both groups.
  askFunction: a
    .query()
    .returns(a.ref("Answer"))
    .authorization((allow) => [allow.groups(["EVERYONE", "ADMINS"])])
    .handler(a.handler.function(askFunctionHandler)),
  // Answered by a resolver in AppSync's JavaScript, for one group.
  askResolver: a
    .query()
    .returns(a.ref("Answer"))
    .authorization((allow) => [allow.group("ADMINS")])
    .handler(a.handler.custom({ entry: "./ask-resolver.js" })),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: "userPool" } });
