/** Uploads by their image, until its result arrives. Files of the same name and content are one
 * image, however often they are added. */
export class AwaitedImages {
  readonly #uploads = new Map<string, Set<number>>();

  get imageIds(): string[] {
    return [...this.#uploads.keys()];
  }

  uploadsOf(imageId: string): number[] {
    return [...(this.#uploads.get(imageId) ?? [])];
  }

  add(imageId: string, upload: number): void {
    const uploads = this.#uploads.get(imageId);
    if (uploads) uploads.add(upload);
    else this.#uploads.set(imageId, new Set([upload]));
  }

  remove(imageId: string, upload: number): void {
    const uploads = this.#uploads.get(imageId);
    uploads?.delete(upload);
    if (uploads?.size === 0) this.#uploads.delete(imageId);
  }
}
