const HIDDEN_TAB_MS = 1000; // a hidden tab has no frames

/** Hands over at once, before the next frame, what came since the last one. */
export class FrameBatch<Item> {
  readonly #handle: (items: readonly Item[]) => void;
  #items: Item[] = [];
  #frame = 0;
  #timer = 0;

  constructor(handle: (items: readonly Item[]) => void) {
    this.#handle = handle;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > 1) return;
    this.#frame = requestAnimationFrame(() => this.flush());
    this.#timer = window.setTimeout(() => this.flush(), HIDDEN_TAB_MS);
  }

  flush(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    const items = this.#items;
    this.#items = [];
    if (items.length > 0) this.#handle(items);
  }
}
