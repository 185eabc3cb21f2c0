// Gives the page the laptop's addresses. On AWS, write the stack's outputs here.
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const file = new URL("../../.facegraph/outputs.json", import.meta.url);
const { userPoolId, clientId, awsEndpoint, graphqlUrl, region } = JSON.parse(readFileSync(file));
const Cognito = { userPoolId, userPoolClientId: clientId, userPoolEndpoint: awsEndpoint };
const GraphQL = {
  endpoint: graphqlUrl.replace("http://", "HTTP://"),
  region,
  defaultAuthMode: "userPool",
};

export default defineConfig({
  define: { CONFIGURATION: { Auth: { Cognito }, API: { GraphQL } } },
});
