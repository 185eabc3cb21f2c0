import { ApolloClient, InMemoryCache } from "@apollo/client";
import { OnImageChangeDocument } from "@facegraph/client";
import { expect, it } from "vitest";
import { FreshSubscriptionLink } from "@/api/fresh-subscription-link";
import { SessionEnded } from "@/auth/session";

it("reports to the subscriber that the session has ended", async () => {
  const link = new FreshSubscriptionLink({
    url: "http://localhost/graphql",
    region: "us-east-1",
    idToken: () => Promise.reject(new SessionEnded()),
  });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });

  const failure = await new Promise<unknown>((resolve) => {
    client
      .subscribe({ query: OnImageChangeDocument, variables: { owner: "ana" } })
      .subscribe({ next: ({ error }) => resolve(error), error: resolve });
  });

  expect(failure).toBeInstanceOf(SessionEnded);
});
