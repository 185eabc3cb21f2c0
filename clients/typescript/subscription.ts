import type { SubscribeOptions } from "./client.ts";
import { ConnectionLost, FacegraphError, type GraphQLError } from "./errors.ts";

export interface Connection {
  url: string;
  realtimeUrl: string;
  token: string;
}

interface Message {
  type: string;
  payload?: { data?: unknown; errors?: GraphQLError | GraphQLError[]; connectionTimeoutMs?: number };
}

type Delivery<Data> = { data: Data } | { end: Error | null };

const START_ID = "1"; // each subscription has a connection of its own
const DEFAULT_TIMEOUT_MS = 300_000;

/** AppSync's realtime protocol: https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html */
export async function* subscriptionTo<Data>(
  { url, realtimeUrl, token }: Connection,
  query: string,
  variables: unknown,
  { signal, onSubscribed }: SubscribeOptions,
): AsyncGenerator<Data, void> {
  const authorization = { host: new URL(url).host, authorization: token };
  const socket = new WebSocket(realtimeUrl, ["graphql-ws", `header-${base64Url(authorization)}`]);
  const deliveries: Delivery<Data>[] = [];
  let wake = () => {};
  const deliver = (delivery: Delivery<Data>) => {
    deliveries.push(delivery);
    wake();
  };
  const send = (message: object) => socket.send(JSON.stringify(message));
  const silence = new SilenceTimer(() =>
    deliver({ end: new ConnectionLost("AppSync sent no keep-alive") }),
  );
  const abort = () => deliver({ end: null });

  socket.onopen = () => send({ type: "connection_init" });
  socket.onerror = () => deliver({ end: new ConnectionLost("the connection failed") });
  socket.onclose = () => deliver({ end: new ConnectionLost("the connection was closed") });
  socket.onmessage = ({ data }) => {
    const { type, payload }: Message = JSON.parse(data);
    silence.restart();
    if (type === "connection_ack") {
      silence.restart(payload?.connectionTimeoutMs);
      const extensions = { authorization };
      const operation = { data: JSON.stringify({ query, variables }), extensions };
      send({ id: START_ID, type: "start", payload: operation });
    } else if (type === "start_ack") {
      onSubscribed?.();
    } else if (type === "data") {
      deliver({ data: payload?.data as Data });
    } else if (type === "error" || type === "connection_error") {
      deliver({ end: new FacegraphError([payload?.errors ?? []].flat()) });
    } else if (type === "complete") {
      deliver({ end: new ConnectionLost("the server ended the subscription") });
    }
  };
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    while (true) {
      const delivery = deliveries.shift();
      if (delivery === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ("data" in delivery) {
        yield delivery.data;
      } else if (delivery.end) {
        throw delivery.end;
      } else {
        return;
      }
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    silence.stop();
    socket.close();
  }
}

/** AppSync sends a keep-alive about once a minute: a longer silence means a dead connection. */
class SilenceTimer {
  readonly #onSilence: () => void;
  #timeoutMs = DEFAULT_TIMEOUT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
    this.restart();
  }

  restart(timeoutMs = this.#timeoutMs): void {
    this.stop();
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(this.#onSilence, timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function base64Url(document: object): string {
  const base64 = btoa(JSON.stringify(document));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
