import type { ImageStatus, ImageSummary } from "@facegraph/client";
import type { ImageEvent } from "@/api/image-events";

type Image = ImageSummary;

interface Known {
  revision: number;
  /** null: deleted, or missing from a list. */
  image: Image | null;
  /** The image was missing from a list; a later list may contain it. */
  isMissing: boolean;
  /** When the image was last updated, on this object's own clock. */
  updatedAt: number;
}

/** An image's place in its owner's list, as the API orders it: the greatest is the newest. */
export function positionOf(image: Image): string {
  return `${image.uploadedAt}#${image.id}`;
}

/** The newest revision of each image, from pages and events in any order and with repeats. Also the
 * list of matching images, as far as pages have been read. */
export class KnownImages {
  #listed: readonly Image[] = [];
  readonly #status: ImageStatus | null;
  readonly #known = new Map<string, Known>();
  /** The position that the pages read so far end with; null: nothing has been read. */
  #end: string | null = null;
  #clock = 0;

  constructor(status: ImageStatus | null) {
    this.#status = status;
  }

  get listed(): readonly Image[] {
    return this.#listed;
  }

  get(imageId: string): Image | null {
    return this.#known.get(imageId)?.image ?? null;
  }

  /** Returns whether the list has changed. */
  apply(events: readonly ImageEvent[]): boolean {
    const changed = events.filter(({ imageId, revision, image }) =>
      this.#update(imageId, revision, image),
    );
    return this.#relist(new Set(changed.map((event) => event.imageId)));
  }

  learn(image: Image): boolean {
    return this.#update(image.id, image.revision, image) && this.#relist(new Set([image.id]));
  }

  /** The image was deleted. Its event will arrive later, with this revision. */
  forget(imageId: string): boolean {
    const known = this.#known.get(imageId);
    if (!known?.image) return false;
    return this.#update(imageId, known.revision + 1, null) && this.#relist(new Set([imageId]));
  }

  addPage(items: readonly Image[], isLast: boolean): void {
    for (const image of items) this.#read(image);
    this.#extendTo(items, isLast);
    this.#listAll();
  }

  /** The current moment, to compare with `updatedAt` later. */
  mark(): number {
    return this.#clock;
  }

  /** `items` is the whole list down to its last item. An image that is missing from it, and was not
   * updated after `since`, no longer exists. */
  replace(items: readonly Image[], isLast: boolean, since: number): void {
    this.#end = null;
    this.#extendTo(items, isLast);
    const present = new Set(items.map((image) => image.id));
    for (const [imageId, known] of this.#known) {
      const isCovered = known.image !== null && this.#isWithin(known.image);
      if (!isCovered || known.updatedAt > since || present.has(imageId)) continue;
      known.image = null;
      known.isMissing = true;
    }
    for (const image of items) this.#read(image);
    this.#listAll();
  }

  #read(image: Image): void {
    const known = this.#known.get(image.id);
    if (known?.isMissing && known.revision === image.revision) this.#known.delete(image.id);
    this.#update(image.id, image.revision, image);
  }

  #update(imageId: string, revision: number, image: Image | null): boolean {
    const known = this.#known.get(imageId);
    if (known && known.revision >= revision) return false;
    this.#known.set(imageId, { revision, image, isMissing: false, updatedAt: ++this.#clock });
    return true;
  }

  #extendTo(items: readonly Image[], isLast: boolean): void {
    const last = items.at(-1);
    if (isLast) this.#end = "";
    else if (last) this.#end = positionOf(last);
  }

  #isListed(image: Image): boolean {
    return (!this.#status || image.status === this.#status) && this.#isWithin(image);
  }

  /** Whether the pages read so far reach down to the position. */
  #isWithin(image: Image): boolean {
    return this.#end !== null && positionOf(image) >= this.#end;
  }

  #listAll(): void {
    this.#listed = this.#listable(this.#known.keys());
  }

  /** Merges the changes into the list, because a burst must not sort everything at each frame. */
  #relist(changed: ReadonlySet<string>): boolean {
    const kept = this.#listed.filter((image) => !changed.has(image.id));
    const added = this.#listable(changed);
    if (added.length === 0 && kept.length === this.#listed.length) return false;
    this.#listed = merged(kept, added);
    return true;
  }

  #listable(imageIds: Iterable<string>): Image[] {
    const images: Image[] = [];
    for (const imageId of imageIds) {
      const image = this.get(imageId);
      if (image && this.#isListed(image)) images.push(image);
    }
    return images.sort(newestFirst);
  }
}

function newestFirst(one: Image, other: Image): number {
  return positionOf(one) < positionOf(other) ? 1 : -1;
}

function merged(left: readonly Image[], right: readonly Image[]): Image[] {
  const result: Image[] = [];
  let next = 0;
  for (const image of left) {
    while (next < right.length && newestFirst(right[next] as Image, image) < 0) {
      result.push(right[next++] as Image);
    }
    result.push(image);
  }
  return result.concat(right.slice(next));
}
