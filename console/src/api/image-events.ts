import type { ApolloClient } from "@apollo/client";
import { type ImageChange, OnImageChangeDocument } from "@facegraph/client";
import type { Subscribe } from "./live-feed";

export type ImageEvent = ImageChange;

export function imageEventsOf(client: ApolloClient, owner: string): Subscribe<ImageEvent> {
  return ({ connected, event, failed }) => {
    const subscription = client
      .subscribe({
        query: OnImageChangeDocument,
        variables: { owner },
        fetchPolicy: "no-cache",
        context: { onConnected: connected },
      })
      .subscribe({
        next: ({ data, error }) => {
          if (error) failed(error);
          else if (data?.onImageEvent) event(data.onImageEvent);
        },
        error: failed,
        complete: () => failed(new Error("The subscription has ended.")),
      });
    return () => subscription.unsubscribe();
  };
}
