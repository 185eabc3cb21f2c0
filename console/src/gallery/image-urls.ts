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
// The API's links hold for 15 minutes; an image that had none is asked for again sooner.
const LINK_LIFETIME_MS = 12 * 60_000;
const ABSENCE_MS = 30_000;

/** Links to pictures, asked for in batches when tiles that show them need them. Pages bring links
 * of their own; events do not. */
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

  /** Returns what says that the tile is shown no more. */
  want(image: Located): () => void {
    this.urlOf(image);
    const known = this.#known.get(image.id);
    if (known && known.askAgainAt <= Date.now()) {
      this.#wanted.add(image.id);
      this.#gather();
    }
    return () => this.#wanted.delete(image.id);
  }

  /** The link did not lead to a picture: it has expired, say. */
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
    const imageIds = [...this.#wanted].slice(-BATCH_SIZE); // what came into view last comes first
    if (imageIds.length === 0) return;
    for (const imageId of imageIds) this.#wanted.delete(imageId);
    this.#isFetching = true;
    try {
      const urls = await this.#fetch(imageIds);
      for (const imageId of imageIds) this.#answer(imageId, urls.get(imageId) ?? null);
    } catch {
      // A picture's place stays empty, and is asked for again when it comes into view anew.
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
