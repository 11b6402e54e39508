// Links whoever comes from a provider to the local user with the same name before the "@" of the address.
export const handler = async (event) => {
  const [provider, subject] = event.userName.split("_");
  const answer = await fetch(process.env.SERVER, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.AdminLinkProviderForUser",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/20260101/us-east-1/cognito-idp/aws4_request, " +
        `SignedHeaders=host, Signature=${"0".repeat(64)}`,
    },
    body: JSON.stringify({
      UserPoolId: event.userPoolId,
      DestinationUser: {
        ProviderName: "Cognito",
        ProviderAttributeValue: event.request.userAttributes.email.split("@")[0],
      },
      SourceUser: {
        ProviderName: provider,
        ProviderAttributeName: "Cognito_Subject",
        ProviderAttributeValue: subject,
      },
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return event;
};
