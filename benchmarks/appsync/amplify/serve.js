// The Amplify AppSync simulator with one API, whose resolvers call one function of a Lambda endpoint.
// Is given that API as one line of JSON, says its address in another, and ends with its input.

import http from "node:http";
import { createInterface } from "node:readline";
import simulatorPackage from "@aws-amplify/amplify-appsync-simulator";

// What AppSync does without templates, written as templates: the simulator has no other resolvers.
const REQUEST = `{
  "version": "2018-05-29",
  "operation": "Invoke",
  "payload": $util.toJson($context)
}`;
const RESPONSE = `#if($ctx.error)
$util.error($ctx.error.message, $ctx.error.type, $ctx.result)
#end
$util.toJson($ctx.result)`;

const agent = new http.Agent({ keepAlive: true });

function invoking(url) {
  return (payload) =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { method: "POST", agent }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const failed = response.statusCode !== 200 || response.headers["x-amz-function-error"];
          failed ? reject(new Error(text)) : resolve(JSON.parse(text));
        });
      });
      request.on("error", reject);
      request.end(JSON.stringify(payload));
    });
}

function configuration({ schema, fields, invokeUrl }) {
  const cognito = { authenticationType: "AMAZON_COGNITO_USER_POOLS", cognitoUserPoolConfig: {} };
  return {
    schema: { content: schema },
    appSync: {
      name: "shop",
      defaultAuthenticationType: cognito,
      additionalAuthenticationProviders: [],
    },
    dataSources: [{ type: "AWS_LAMBDA", name: "function", invoke: invoking(invokeUrl) }],
    mappingTemplates: [
      { path: "request.vtl", content: REQUEST },
      { path: "response.vtl", content: RESPONSE },
    ],
    resolvers: fields.map(([typeName, fieldName]) => ({
      kind: "UNIT",
      typeName,
      fieldName,
      dataSourceName: "function",
      requestMappingTemplateLocation: "request.vtl",
      responseMappingTemplateLocation: "response.vtl",
    })),
  };
}

function onLoopbackOnly(simulator) {
  const server = simulator._server._httpServer; // it has no setting for the address
  const listen = server.listen.bind(server);
  server.listen = (port) => listen(port, "127.0.0.1");
}

async function main() {
  const lines = createInterface({ input: process.stdin });
  lines.on("close", () => process.exit());
  const { value: line } = await lines[Symbol.asyncIterator]().next();
  const given = JSON.parse(line);
  const simulator = new simulatorPackage.AmplifyAppSyncSimulator({ port: given.port });
  onLoopbackOnly(simulator);
  simulator.init(configuration(given));
  await simulator.start();
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${given.port}/graphql` })}\n`);
}

await main();
