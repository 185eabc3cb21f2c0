import { ApolloLink } from "@apollo/client/link";
import type { AuthOptions } from "aws-appsync-auth-link";
import { CONTROL_EVENTS_KEY, createSubscriptionHandshakeLink } from "aws-appsync-subscription-link";
import { filter } from "rxjs";

const KEEP_ALIVE_MS = 65_000; // AppSync says `ka` every minute

interface Options {
  url: string;
  region: string;
  auth: AuthOptions;
}

/** What AWS's link says of a subscription beside its data. */
interface ControlMessage {
  extensions?: { controlMsgType?: string };
}

/** A socket for each subscription: AWS's link keeps one for all of them, and the close event of a
 * lost socket, which may come late, ends the subscriptions that its successor carries.
 *
 * The context's `onConnected` is called once events would be heard. */
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
