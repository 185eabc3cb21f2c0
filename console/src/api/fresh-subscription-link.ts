import { ApolloLink } from "@apollo/client/link";
import { CONTROL_EVENTS_KEY, createSubscriptionHandshakeLink } from "aws-appsync-subscription-link";
import { defer, filter, switchMap } from "rxjs";

const KEEP_ALIVE_MS = 65_000; // AppSync sends `ka` every minute

interface Options {
  url: string;
  region: string;
  /** Rejects if the session has ended. */
  idToken: () => Promise<string>;
}

/** Control messages of AWS's link about a subscription. */
interface ControlMessage {
  extensions?: { controlMsgType?: string };
}

/** Opens a socket for each subscription. AWS's link uses one socket for all of them, and a late close
 * event of a lost socket ends the subscriptions on the next socket.
 *
 * Gets the token itself. If AWS's link requests a token and is refused, nobody handles that rejection:
 * the subscriber is not notified, and the browser reports an error of the page.
 *
 * Calls the context's `onConnected` when events are being delivered. */
export class FreshSubscriptionLink extends ApolloLink {
  constructor({ url, region, idToken }: Options) {
    super((operation, forward) => {
      operation.setContext({ controlMessages: { [CONTROL_EVENTS_KEY]: true } });
      const { onConnected } = operation.getContext() as { onConnected?: () => void };
      return defer(idToken).pipe(
        switchMap((jwtToken) =>
          createSubscriptionHandshakeLink({
            url,
            region,
            auth: { type: "AMAZON_COGNITO_USER_POOLS", jwtToken },
            keepAliveTimeoutMs: KEEP_ALIVE_MS,
          }).request(operation, forward),
        ),
        filter((result) => {
          const isControl = Boolean((result as ControlMessage).extensions?.controlMsgType);
          if (isControl) onConnected?.();
          return !isControl;
        }),
      );
    });
  }
}
