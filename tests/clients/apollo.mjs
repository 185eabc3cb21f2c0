// Apollo Client over AWS's links for AppSync.
import { createRequire } from "node:module";
import { converse } from "./conversation.mjs";

// The links' own ES modules cannot sign in Node: "Sha256 is not a constructor".
const require = createRequire(import.meta.url);
const { ApolloClient, ApolloLink, InMemoryCache, gql } = require("@apollo/client");
const { BaseHttpLink } = require("@apollo/client/link/http");
const { RetryLink } = require("@apollo/client/link/retry");
const { createAuthLink } = require("aws-appsync-auth-link");
const { createSubscriptionHandshakeLink } = require("aws-appsync-subscription-link");

// The subscription link does not reconnect.
const reconnecting = new RetryLink({
  delay: { initial: 100, max: 1000 },
  attempts: {
    max: Infinity,
    retryIf: (error) => /^Connection (closed|failed: Connection handshake)/.test(errorsIn(error)[0].message),
  },
});

// The subscription link reports objects other than Error, so Apollo Client wraps them in an Error.
const errorsIn = (error) => error.errors ?? error.cause?.errors ?? [{ message: error.message }];

converse(({ endpoint: url, region, mode, token, apiKey, credentials }) => {
  const auth = { type: mode, jwtToken: token, token, apiKey, credentials };
  const client = new ApolloClient({
    link: ApolloLink.from([
      reconnecting,
      createAuthLink({ url, region, auth }),
      // HttpLink would change the body after it was signed (awslabs/aws-mobile-appsync-sdk-js#773).
      createSubscriptionHandshakeLink({ url, region, auth }, new BaseHttpLink({ uri: url })),
    ]),
    cache: new InMemoryCache(),
  });
  return {
    query: async (document, variables) =>
      (await client.query({ query: gql(document), variables, fetchPolicy: "no-cache" })).data,
    mutate: async (document, variables) =>
      (await client.mutate({ mutation: gql(document), variables })).data,
    subscribe: (document, variables, observer) =>
      client.subscribe({ query: gql(document), variables }).subscribe({
        next: ({ data, error }) => (error ? observer.error(error) : observer.next(data)),
        error: observer.error,
      }),
    errorsOf: errorsIn,
  };
});
