import { ApolloClient, InMemoryCache } from "@apollo/client";
import { ApolloLink } from "@apollo/client/link";
import { BaseHttpLink } from "@apollo/client/link/http";
import { RetryLink } from "@apollo/client/link/retry";
import type { AuthOptions } from "aws-appsync-auth-link";
import { createAuthLink } from "aws-appsync-auth-link";
import { OperationTypeNode } from "graphql";
import type { Config } from "@/config";
import { isTransient } from "./errors";
import { FreshSubscriptionLink } from "./fresh-subscription-link";

/** No response is cached. Apollo's cache does not compare revisions, so an older response would
 * overwrite the data of a newer event. See gallery/. */
export function createClient(config: Config, idToken: () => Promise<string>): ApolloClient {
  const { graphqlUrl: url, region } = config;
  const auth: AuthOptions = { type: "AMAZON_COGNITO_USER_POOLS", jwtToken: idToken };
  const asking = ApolloLink.from([
    retryingQueries(),
    createAuthLink({ url, region, auth }),
    new BaseHttpLink({ uri: url }),
  ]);
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new FreshSubscriptionLink({ url, region, idToken }),
      asking,
    ),
    cache: new InMemoryCache(),
    defaultOptions: {
      query: { fetchPolicy: "no-cache" },
      mutate: { fetchPolicy: "no-cache" },
    },
  });
}

function retryingQueries(): ApolloLink {
  return new RetryLink({
    delay: { initial: 300, max: 3000, jitter: true },
    attempts: (attempt, operation, error) =>
      attempt < 4 && operation.operationType === OperationTypeNode.QUERY && isTransient(error),
  });
}
