const HIDDEN_TAB_MS = 1000; // a hidden tab has no frames
// A burst is handed over ten times a second, which leaves the page time for other work. A single item
// is handed over before the next frame.
const REST_MS = 100;

/** Hands over the items since the last time, all at once. */
export class FrameBatch<Item> {
  readonly #handle: (items: readonly Item[]) => void;
  #items: Item[] = [];
  #frame = 0;
  #timer = 0;
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(handle: (items: readonly Item[]) => void) {
    this.#handle = handle;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > 1) return;
    const restMs = this.#flushedAt + REST_MS - performance.now();
    if (restMs <= 0) this.#frame = requestAnimationFrame(() => this.flush());
    this.#timer = window.setTimeout(() => this.flush(), restMs > 0 ? restMs : HIDDEN_TAB_MS);
  }

  flush(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    const items = this.#items;
    this.#items = [];
    this.#flushedAt = performance.now();
    if (items.length > 0) this.#handle(items);
  }
}
