import type { ApolloClient } from "@apollo/client";
import { type ImageStatus, ListImagesDocument } from "@facegraph/client";
import { createContext, useContext } from "react";
import { createClient } from "@/api/client";
import { type ImageEvent, imageEventsOf } from "@/api/image-events";
import { imagesById } from "@/api/images-by-id";
import { LiveFeed } from "@/api/live-feed";
import { idToken, type User } from "@/auth/session";
import type { Config } from "@/config";
import { Gallery, type Page } from "@/gallery/gallery";
import { ImageUrls } from "@/gallery/image-urls";
import { Reanalyses } from "@/image/reanalyses";
import { CATCHING_UP, untilDone } from "@/shared/backoff";
import { FrameBatch } from "@/shared/frame-batch";
import { uploadPort } from "@/uploads/upload-port";
import { UploadQueue } from "@/uploads/upload-queue";

/** Services that exist while a user is signed in, on every page. */
export class Services {
  readonly client: ApolloClient;
  readonly user: User;
  readonly urls: ImageUrls;
  readonly uploads: UploadQueue;
  readonly reanalyses: Reanalyses;
  readonly #feeds = new Map<string, LiveFeed<ImageEvent>>();
  readonly #galleries = new Map<string, Gallery>();

  constructor(config: Config, user: User) {
    this.user = user;
    this.client = createClient(config, () => idToken(user.sub));
    this.reanalyses = new Reanalyses(this.client);
    this.urls = new ImageUrls((imageIds) => this.#urlsOf(imageIds));
    this.uploads = new UploadQueue(uploadPort(this.client));
    this.feedOf(user.sub).listen({
      event: (event) => this.uploads.receive(event),
      connected: (connection) =>
        void untilDone(() => this.#learnOutcomes(), CATCHING_UP, connection),
    });
  }

  /** The next user must not send the remaining files. */
  dispose(): void {
    this.uploads.cancelAll();
  }

  feedOf(owner: string): LiveFeed<ImageEvent> {
    const existing = this.#feeds.get(owner);
    if (existing) return existing;
    const feed = new LiveFeed(imageEventsOf(this.client, owner));
    this.#feeds.set(owner, feed);
    return feed;
  }

  galleryOf(owner: string, status: ImageStatus | null): Gallery {
    const name = `${owner} ${status}`;
    const existing = this.#galleries.get(name);
    if (existing) return existing;
    const gallery = new Gallery(status, (nextToken, limit) =>
      this.#page(owner, status, nextToken, limit),
    );
    const events = new FrameBatch<ImageEvent>((batch) => gallery.apply(batch));
    this.feedOf(owner).listen({
      event: (event) => events.add(event),
      connected: (connection) => {
        gallery.missEvents();
        void untilDone(() => gallery.catchUp(), CATCHING_UP, connection);
      },
    });
    this.#galleries.set(name, gallery);
    return gallery;
  }

  galleriesOf(owner: string): Gallery[] {
    return [...this.#galleries].filter(([name]) => name.startsWith(`${owner} `)).map(([, g]) => g);
  }

  async #page(
    owner: string,
    status: ImageStatus | null,
    nextToken: string | null,
    limit: number,
  ): Promise<Page> {
    const { data } = await this.client.query({
      query: ListImagesDocument,
      // A user's own list needs no `owner`, which only admins may name.
      variables: { owner: owner === this.user.sub ? null : owner, status, nextToken, limit },
    });
    const page = data?.images ?? { items: [], nextToken: null };
    for (const image of page.items) this.urls.put(image, image.url);
    return page;
  }

  async #urlsOf(imageIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { images } = await imagesById(this.client, imageIds);
    return new Map(images.flatMap(({ id, url }) => (url ? [[id, url]] : [])));
  }

  /** Events of uploads may have been missed while the connection was lost. */
  async #learnOutcomes(): Promise<void> {
    const waiting = this.uploads.awaited;
    for (let start = 0; start < waiting.length; start += OUTCOMES_AT_ONCE) {
      const imageIds = waiting.slice(start, start + OUTCOMES_AT_ONCE);
      const { images, error } = await imagesById(this.client, imageIds);
      this.uploads.learn(images);
      if (error) throw error;
    }
  }
}

const OUTCOMES_AT_ONCE = 50;

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("useServices is for pages of somebody who is signed in");
  return services;
}
