import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { FacegraphError, type GraphQLError } from "./errors.ts";
import { type Connection, subscriptionTo } from "./subscription.ts";
import { type UploadablePhoto, uploadPhoto } from "./upload.ts";

export interface Settings {
  /** The stack's output GraphqlUrl. */
  url: string;
  /** The stack's output RealtimeUrl. */
  realtimeUrl: string;
  /** An ID token, or a function that returns one: it is called before each request. */
  token: string | (() => string | Promise<string>);
}

export interface SubscribeOptions {
  /** Ends the subscription without an error. */
  signal?: AbortSignal;
  /** Called when AppSync has acknowledged the subscription: later events are delivered. */
  onSubscribed?: () => void;
}

/** Requests and subscriptions of Facegraph's API, over fetch and WebSocket. */
export class FacegraphClient {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Runs a query or a mutation. Throws FacegraphError when the API refuses. */
  async request<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await fetch(this.#settings.url, {
      method: "POST",
      headers: { authorization: await this.#token(), "content-type": "application/json" },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const body = await jsonOf<Data>(response);
    if (body.errors?.length) throw new FacegraphError(body.errors);
    return body.data as Data;
  }

  /**
   * Yields what is published. Throws ConnectionLost when the connection ends: subscribe again, then
   * list the images, because events of the time between are not delivered.
   */
  async *subscribe<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options: SubscribeOptions = {},
  ): AsyncGenerator<Data, void> {
    const connection: Connection = { ...this.#settings, token: await this.#token() };
    yield* subscriptionTo<Data>(connection, print(document), variables, options);
  }

  /** Uploads a JPEG or PNG and returns its image's id. Throws UploadRejected. */
  upload(photo: UploadablePhoto): Promise<string> {
    return uploadPhoto(this, photo);
  }

  async #token(): Promise<string> {
    const { token } = this.#settings;
    return typeof token === "string" ? token : token();
  }
}

interface GraphQLResponse<Data> {
  data?: Data | null;
  errors?: GraphQLError[];
}

async function jsonOf<Data>(response: Response): Promise<GraphQLResponse<Data>> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const message = `HTTP status ${response.status}, and no GraphQL response`;
    throw new FacegraphError([{ message }]);
  }
}
