import { type Backoff, delayMs } from "@/shared/backoff";
import { Store } from "@/shared/store";

/** `connecting`: not live yet. `lost`: was live, and connects again. */
export type FeedState = "connecting" | "live" | "lost";

export interface FeedHandlers<Event> {
  connected(): void;
  event(event: Event): void;
  failed(error: unknown): void;
}

/** Returns a function that ends the subscription. */
export type Subscribe<Event> = (handlers: FeedHandlers<Event>) => () => void;

/** `connection` is aborted when the connection ends. */
interface Listener<Event> {
  event(event: Event, connection: AbortSignal): void;
  /** Events are delivered from now on. Earlier changes must be queried. */
  connected(connection: AbortSignal): void;
}

const BACKOFF: Backoff = { firstMs: 500, longestMs: 20_000 };

/** A subscription that is started again whenever it ends. */
export class LiveFeed<Event> {
  readonly state = new Store<FeedState>("connecting");
  readonly #subscribe: Subscribe<Event>;
  readonly #listeners = new Set<Listener<Event>>();
  #end: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #connection = new AbortController();

  constructor(subscribe: Subscribe<Event>) {
    this.#subscribe = subscribe;
  }

  listen(listener: Listener<Event>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    let current = true;
    const fail = () => {
      if (!current) return;
      current = false;
      this.#lose();
    };
    const end = this.#subscribe({
      connected: () => current && this.#connected(),
      event: (event) =>
        current && this.#notify((listener) => listener.event(event, this.#connection.signal)),
      failed: fail,
    });
    this.#end = () => {
      current = false;
      end();
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#disconnect();
    this.state.set("connecting");
  }

  /** Skips the rest of the delay, for example when the network is back. */
  retryNow(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.start();
  }

  #connected(): void {
    this.#attempt = 0;
    this.state.set("live");
    this.#connection = new AbortController();
    this.#notify((listener) => listener.connected(this.#connection.signal));
  }

  #lose(): void {
    this.#disconnect();
    this.state.set("lost");
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.start();
      },
      delayMs(BACKOFF, this.#attempt++),
    );
  }

  #disconnect(): void {
    this.#end?.();
    this.#end = null;
    this.#connection.abort();
  }

  #notify(call: (listener: Listener<Event>) => void): void {
    for (const listener of [...this.#listeners]) call(listener);
  }
}
