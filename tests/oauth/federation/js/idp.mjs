// An identity provider made of the npm package samlp. Arguments: PEM files of its key and certificate, "assertion" or
// "response" for what it signs, and the PEM certificate that requests must be signed with, if they must. Prints its URL.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import samlp from "samlp";

const [keyFile, certificateFile, signs, requestCertificate] = process.argv.slice(2);
const cert = readFileSync(certificateFile, "utf8");
const issuer = "urn:samlp.lighthouse.test";
const user = {
  id: "ada",
  emails: [{ value: "ada@lighthouse.test" }],
  displayName: "Ada & Co <L.>",
  name: { givenName: "Ada", familyName: "Lovelace" },
  crew: ["keepers", "pilots"],
};
const metadata = samlp.metadata({ issuer, cert, redirectEndpointPath: "/sso", postEndpointPath: "/sso" });

function signIn(request, response, next) {
  samlp.parseRequest(request, (error, asked) => {
    if (error) return next(error);
    samlp.auth({
      issuer,
      cert,
      key: readFileSync(keyFile, "utf8"),
      signAssertion: signs === "assertion",
      signResponse: signs === "response",
      recipient: asked.assertionConsumerServiceURL,
      destination: asked.assertionConsumerServiceURL,
      getPostURL: (audience, document, _, done) => done(null, asked.assertionConsumerServiceURL),
      getUserFromRequest: () => user,
      ...(requestCertificate ? { signingCert: readFileSync(requestCertificate, "utf8") } : {}),
    })(request, response, next);
  });
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  // What the middleware knows from Express.
  Object.assign(request, { originalUrl: request.url, protocol: "http", query: Object.fromEntries(url.searchParams) });
  response.set = response.setHeader;
  response.send = (body) => response.end(body);
  const failed = (error) => {
    response.statusCode = 400;
    response.end(String(error));
  };
  if (url.pathname === "/metadata") metadata(request, response, failed);
  else signIn(request, response, failed);
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
