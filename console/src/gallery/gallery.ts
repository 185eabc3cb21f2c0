import type { ImageStatus, ImageSummary } from "@facegraph/client";
import type { ImageEvent } from "@/api/image-events";
import { Store } from "@/shared/store";
import { KnownImages } from "./known-images";

export type GalleryImage = ImageSummary;

export interface Page {
  items: readonly GalleryImage[];
  nextToken: string | null;
}

export type FetchPage = (nextToken: string | null, limit: number) => Promise<Page>;

export interface GallerySnapshot {
  /** Newest first. */
  images: readonly GalleryImage[];
  /** All older images have been read. */
  isComplete: boolean;
  isLoading: boolean;
  error: unknown;
}

export const PAGE_SIZE = 50;
const LARGEST_PAGE = 100;

/** An owner's images, of one status or all, from pages and events. */
export class Gallery {
  readonly snapshot = new Store<GallerySnapshot>({
    images: [],
    isComplete: false,
    isLoading: true,
    error: null,
  });
  /** The scroll position when the user left the page. */
  scrollTop = 0;
  readonly #known: KnownImages;
  readonly #fetchPage: FetchPage;
  #nextToken: string | null = null;
  #loaded = 0;
  #work: Promise<void> | null = null;
  /** How often events were missed, and how many of these times the list was read again. */
  #missed = 0;
  #caughtUp = 0;

  constructor(status: ImageStatus | null, fetchPage: FetchPage) {
    this.#known = new KnownImages(status);
    this.#fetchPage = fetchPage;
  }

  apply(events: readonly ImageEvent[]): void {
    if (this.#known.apply(events)) this.#publish({});
  }

  /** Applies a mutation's result. */
  learn(image: GalleryImage): void {
    if (this.#known.learn(image)) this.#publish({});
  }

  forget(imageId: string): void {
    if (this.#known.forget(imageId)) this.#publish({});
  }

  /** Nothing has been read yet. */
  get isEmpty(): boolean {
    return this.#loaded === 0 && !this.snapshot.get().isComplete;
  }

  find(imageId: string): GalleryImage | null {
    return this.#known.get(imageId);
  }

  /** First reads again what was missed, if anything was. */
  loadMore(): Promise<void> {
    if (this.#work) return this.#work;
    if (this.#owesCatchUp) return this.#alone(() => this.#readAgain());
    if (this.snapshot.get().isComplete) return Promise.resolve();
    return this.#alone(() => this.#readPage());
  }

  /** Events were missed: the list must be read again. */
  missEvents(): void {
    this.#missed++;
  }

  /** Reads the list again if events were missed. Rejects if that fails; call it again then. */
  async catchUp(): Promise<void> {
    while (this.#owesCatchUp) {
      await this.loadMore();
      const { error } = this.snapshot.get();
      if (error !== null) throw error;
    }
  }

  get #owesCatchUp(): boolean {
    return this.#caughtUp < this.#missed;
  }

  async #readPage(): Promise<void> {
    const page = await this.#fetchPage(this.#nextToken, PAGE_SIZE);
    this.#known.addPage(page.items, page.nextToken === null);
    this.#loaded += page.items.length;
    this.#nextToken = page.nextToken;
    this.#publish({ isComplete: page.nextToken === null });
  }

  /** Reads as far as the list was read before. */
  async #readAgain(): Promise<void> {
    const missed = this.#missed;
    const since = this.#known.mark();
    const wanted = Math.max(this.#loaded, PAGE_SIZE);
    const items: GalleryImage[] = [];
    let token: string | null = null;
    do {
      const limit = Math.min(LARGEST_PAGE, wanted - items.length);
      const page: Page = await this.#fetchPage(token, limit);
      items.push(...page.items);
      token = page.nextToken;
    } while (token !== null && items.length < wanted);
    this.#known.replace(items, token === null, since);
    this.#loaded = items.length;
    this.#nextToken = token;
    this.#caughtUp = missed;
    this.#publish({ isComplete: token === null });
  }

  #alone(work: () => Promise<void>): Promise<void> {
    this.#publish({ isLoading: true });
    this.#work = work().then(
      () => this.#rest(null),
      (error: unknown) => this.#rest(error),
    );
    return this.#work;
  }

  /** A listener may load more as soon as nothing is being read. */
  #rest(error: unknown): void {
    this.#work = null;
    this.#publish({ error, isLoading: false });
  }

  #publish(change: Partial<GallerySnapshot>): void {
    this.snapshot.set({ ...this.snapshot.get(), images: this.#known.listed, ...change });
  }
}
