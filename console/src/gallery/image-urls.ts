import { Store } from "@/shared/store";

export interface Located {
  id: string;
  /** Changes with the object's version. */
  uploadedAt: string;
  revision: number;
}

/** Links by image id; an image without one is left out. */
export type FetchUrls = (imageIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

interface Known {
  url: Store<string | null>;
  uploadedAt: string;
  revision: number;
  askAgainAt: number;
}

const BATCH_SIZE = 25;
const GATHERING_MS = 120;
// The API's links are valid for 15 minutes. An image without a link is queried again sooner.
const LINK_LIFETIME_MS = 12 * 60_000;
const ABSENCE_MS = 30_000;

/** Links to pictures, queried in batches when tiles need them. Pages contain links; events do
 * not. */
export class ImageUrls {
  readonly #fetch: FetchUrls;
  readonly #known = new Map<string, Known>();
  readonly #wanted = new Set<string>();
  #isFetching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(fetch: FetchUrls) {
    this.#fetch = fetch;
  }

  put(image: Located, url: string | null): void {
    if (url) this.#remember(image, url);
  }

  urlOf(image: Located): Store<string | null> {
    const known = this.#known.get(image.id);
    if (known?.uploadedAt !== image.uploadedAt) return this.#remember(image, null).url;
    if (known.revision !== image.revision && !known.url.get()) known.askAgainAt = 0;
    known.revision = image.revision;
    return known.url;
  }

  /** Returns a function to call when the tile is no longer shown. */
  want(image: Located): () => void {
    this.urlOf(image);
    const known = this.#known.get(image.id);
    if (known && known.askAgainAt <= Date.now()) {
      this.#wanted.add(image.id);
      this.#gather();
    }
    return () => this.#wanted.delete(image.id);
  }

  /** The link did not lead to a picture; it may have expired. */
  refresh(image: Located): void {
    const known = this.#known.get(image.id);
    if (!known?.url.get()) return;
    known.url.set(null);
    known.askAgainAt = Date.now() + ABSENCE_MS;
    this.#wanted.add(image.id);
    this.#gather();
  }

  #remember(image: Located, url: string | null): Known {
    const known = this.#known.get(image.id) ?? { url: new Store<string | null>(null) };
    known.url.set(url);
    const askAgainAt = url ? Date.now() + LINK_LIFETIME_MS : 0;
    const { uploadedAt, revision } = image;
    const remembered = { ...known, uploadedAt, revision, askAgainAt };
    this.#known.set(image.id, remembered);
    return remembered;
  }

  #gather(): void {
    if (this.#isFetching || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#fetchBatch(), GATHERING_MS);
  }

  async #fetchBatch(): Promise<void> {
    this.#timer = undefined;
    const imageIds = [...this.#wanted].slice(-BATCH_SIZE); // the newest tiles in view come first
    if (imageIds.length === 0) return;
    for (const imageId of imageIds) this.#wanted.delete(imageId);
    this.#isFetching = true;
    try {
      const urls = await this.#fetch(imageIds);
      for (const imageId of imageIds) this.#answer(imageId, urls.get(imageId) ?? null);
    } catch {
      // The tile stays empty. Its link is queried again when the tile comes into view again.
    } finally {
      this.#isFetching = false;
    }
    if (this.#wanted.size > 0) this.#gather();
  }

  #answer(imageId: string, url: string | null): void {
    const known = this.#known.get(imageId);
    if (!known) return;
    known.askAgainAt = Date.now() + (url ? LINK_LIFETIME_MS : ABSENCE_MS);
    known.url.set(url);
  }
}
