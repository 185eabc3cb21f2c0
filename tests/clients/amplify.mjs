// aws-amplify, configured for an application that signs in its users itself.
import { Amplify } from "aws-amplify";
import { generateClient } from "aws-amplify/api";
import { decodeJWT } from "@aws-amplify/core";
import { converse } from "./conversation.mjs";

const AUTH_MODES = {
  AMAZON_COGNITO_USER_POOLS: "userPool",
  AWS_IAM: "iam",
  API_KEY: "apiKey",
  AWS_LAMBDA: "lambda",
  OPENID_CONNECT: "oidc",
};

converse(({ endpoint, region, mode, token, apiKey, credentials }) => {
  const defaultAuthMode = AUTH_MODES[mode];
  const authToken = defaultAuthMode === "lambda" ? token : undefined;
  const tokens = token && !authToken ? { accessToken: decodeJWT(token) } : null;
  Amplify.configure(
    { API: { GraphQL: { endpoint, region, apiKey, defaultAuthMode } } },
    {
      Auth: {
        tokenProvider: { getTokens: async () => tokens },
        credentialsProvider: {
          getCredentialsAndIdentityId: async () => credentials && { credentials },
          clearCredentialsAndIdentityId: () => {},
        },
      },
    },
  );
  const client = generateClient();
  const execute = async (query, variables) =>
    (await client.graphql({ query, variables, authToken })).data;
  return {
    query: execute,
    mutate: execute,
    subscribe: (query, variables, observer) =>
      client.graphql({ query, variables, authToken }).subscribe({
        next: ({ data }) => observer.next(data),
        error: observer.error,
      }),
    errorsOf: (error) => error.errors ?? [{ message: String(error) }],
  };
});
