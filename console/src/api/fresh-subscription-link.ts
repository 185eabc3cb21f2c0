import { ApolloLink } from "@apollo/client/link";
import type { AuthOptions } from "aws-appsync-auth-link";
import { CONTROL_EVENTS_KEY, createSubscriptionHandshakeLink } from "aws-appsync-subscription-link";
import { filter } from "rxjs";

const KEEP_ALIVE_MS = 65_000; // AppSync sends `ka` every minute

interface Options {
  url: string;
  region: string;
  auth: AuthOptions;
}

/** Control messages of AWS's link about a subscription. */
interface ControlMessage {
  extensions?: { controlMsgType?: string };
}

/** Opens a socket for each subscription. AWS's link uses one socket for all of them, and a late close
 * event of a lost socket ends the subscriptions on the next socket.
 *
 * Calls the context's `onConnected` when events are being delivered. */
export class FreshSubscriptionLink extends ApolloLink {
  constructor(options: Options) {
    super((operation, forward) => {
      operation.setContext({ controlMessages: { [CONTROL_EVENTS_KEY]: true } });
      const { onConnected } = operation.getContext() as { onConnected?: () => void };
      return createSubscriptionHandshakeLink({ ...options, keepAliveTimeoutMs: KEEP_ALIVE_MS })
        .request(operation, forward)
        .pipe(
          filter((result) => {
            const isControl = Boolean((result as ControlMessage).extensions?.controlMsgType);
            if (isControl) onConnected?.();
            return !isControl;
          }),
        );
    });
  }
}
