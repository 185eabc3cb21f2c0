import type { ImageEvent } from "@/api/image-events";
import type { ImageOutcome } from "@/api/images-by-id";
import { type Backoff, delayMs, pause } from "@/shared/backoff";
import { FrameBatch } from "@/shared/frame-batch";
import { Store } from "@/shared/store";
import { AwaitedImages } from "./awaited-images";
import type { Unreadable } from "./dropped-files";
import { inspect } from "./inspect-file";
import type { UploadForm } from "./post-form";
import { isSettled, type Upload, type UploadState } from "./upload";

const PARALLEL = 4;
const ATTEMPTS = 6;
const BACKOFF: Backoff = { firstMs: 500, longestMs: 15_000 };

export interface UploadPort {
  contentMd5(file: File): Promise<string>;
  createUpload(file: File, contentType: string, md5: string): Promise<UploadForm>;
  post(
    form: UploadForm,
    file: File,
    options: { signal: AbortSignal; onProgress(sentBytes: number): void },
  ): Promise<void>;
  /** Withdraws an upload that createUpload announced. */
  withdraw(imageId: string): Promise<void>;
  isTransient(error: unknown): boolean;
  textOf(error: unknown): string;
  /** Resolves at once, unless the browser is offline. */
  online(signal: AbortSignal): Promise<void>;
}

/** Uploads files, a few at a time. Repeats a failed upload while that can help. */
export class UploadQueue {
  readonly uploads = new Store<readonly Upload[]>([]);
  readonly #port: UploadPort;
  readonly #all = new Map<number, Upload>();
  readonly #waiting: number[] = [];
  readonly #running = new Map<number, AbortController>();
  readonly #awaited = new AwaitedImages();
  /** Results that arrived while files were being sent: S3 may not have answered yet for a file of the
   * same image. */
  readonly #early = new Map<string, UploadState>();
  readonly #changes = new FrameBatch<void>(() => this.uploads.set([...this.#all.values()]));
  #lastId = 0;

  constructor(port: UploadPort) {
    this.#port = port;
  }

  add(files: readonly File[]): void {
    for (const file of files) this.#waiting.push(this.#list(file, { step: "waiting" }));
    this.#startMore();
  }

  /** A file that could not be read, shown as an empty file of this name. */
  leaveOut(unreadable: readonly Unreadable[]): void {
    for (const { name, reason } of unreadable) {
      this.#list(new File([], name), { step: "left-out", reason });
    }
  }

  retry(id: number): void {
    if (this.#all.get(id)?.state.step !== "failed") return;
    this.#set(id, { step: "waiting" });
    this.#waiting.push(id);
    this.#startMore();
  }

  cancel(id: number): void {
    const upload = this.#all.get(id);
    if (!upload || isSettled(upload) || upload.state.step === "analysing") return;
    this.#set(id, { step: "cancelled" });
    this.#running.get(id)?.abort();
  }

  cancelAll(): void {
    for (const id of [...this.#all.keys()]) this.cancel(id);
  }

  clearSettled(): void {
    for (const upload of [...this.#all.values()]) {
      if (isSettled(upload)) this.#all.delete(upload.id);
    }
    this.#changes.add();
  }

  receive({ kind, imageId, image }: ImageEvent): void {
    if (kind === "DELETED") this.#early.delete(imageId);
    else if (image) this.#learn(imageId, image);
  }

  get isSending(): boolean {
    return this.#running.size > 0 || this.#waiting.length > 0;
  }

  /** Images without a result yet. */
  get awaited(): string[] {
    return this.#awaited.imageIds;
  }

  /** Applies images that were queried because events may have been missed. */
  learn(outcomes: readonly ImageOutcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.status !== "PENDING") this.#learn(outcome.id, outcome);
    }
  }

  #learn(imageId: string, image: Pick<ImageOutcome, "faceCount" | "failure">): void {
    const state: UploadState = image.failure
      ? { step: "not-analysed", imageId, failure: image.failure }
      : { step: "analysed", imageId, faceCount: image.faceCount ?? 0, isNew: true };
    if (this.#running.size > 0) this.#early.set(imageId, state);
    for (const id of this.#awaited.uploadsOf(imageId)) {
      if (this.#all.get(id)?.state.step !== "analysing") continue;
      this.#awaited.remove(imageId, id);
      this.#set(id, state);
    }
  }

  #list(file: File, state: UploadState): number {
    const id = ++this.#lastId;
    this.#all.set(id, { id, file, state });
    this.#changes.add();
    return id;
  }

  #startMore(): void {
    while (this.#running.size < PARALLEL) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      const upload = this.#all.get(id);
      if (upload?.state.step === "waiting") void this.#run(upload);
    }
  }

  async #run({ id, file }: Upload): Promise<void> {
    const aborting = new AbortController();
    this.#running.set(id, aborting);
    try {
      await this.#send(id, file, aborting.signal);
    } catch (error) {
      if (!aborting.signal.aborted) {
        this.#set(id, { step: "failed", reason: this.#port.textOf(error) });
      }
    } finally {
      this.#running.delete(id);
      if (this.#running.size === 0) this.#early.clear();
      this.#startMore();
    }
  }

  async #send(id: number, file: File, signal: AbortSignal): Promise<void> {
    this.#set(id, { step: "preparing" });
    const inspection = await inspect(file);
    if ("reason" in inspection) {
      return this.#set(id, { step: "left-out", reason: inspection.reason });
    }
    const md5 = await this.#port.contentMd5(file);
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      try {
        return await this.#attempt(id, file, inspection.contentType, md5, signal);
      } catch (error) {
        if (signal.aborted || attempt + 1 >= ATTEMPTS || !this.#port.isTransient(error))
          throw error;
        this.#set(id, { step: "retrying", reason: this.#port.textOf(error) });
        await this.#port.online(signal);
        await pause(delayMs(BACKOFF, attempt), signal);
      }
    }
  }

  async #attempt(
    id: number,
    file: File,
    contentType: string,
    md5: string,
    signal: AbortSignal,
  ): Promise<void> {
    const form = await this.#port.createUpload(file, contentType, md5);
    if (form.image) return this.#set(id, existing(form.image));
    this.#awaited.add(form.imageId, id);
    try {
      signal.throwIfAborted();
      this.#set(id, { step: "sending", sentBytes: 0 });
      const onProgress = (sentBytes: number) => this.#set(id, { step: "sending", sentBytes });
      await this.#port.post(form, file, { signal, onProgress });
    } catch (error) {
      this.#awaited.remove(form.imageId, id);
      if (signal.aborted && this.#isNobodys(form.imageId)) {
        await this.#port.withdraw(form.imageId);
      }
      throw error;
    }
    this.#sent(id, form.imageId);
  }

  /** The same file may be sent again from another folder. */
  #isNobodys(imageId: string): boolean {
    return this.#awaited.uploadsOf(imageId).length === 0 && !this.#early.has(imageId);
  }

  #sent(id: number, imageId: string): void {
    const early = this.#early.get(imageId);
    if (early) this.#awaited.remove(imageId, id);
    this.#set(id, early ?? { step: "analysing", imageId });
  }

  #set(id: number, state: UploadState): void {
    const upload = this.#all.get(id);
    if (!upload || upload.state.step === "cancelled") return;
    this.#all.set(id, { ...upload, state });
    this.#changes.add();
  }
}

function existing({ id, faceCount, failure }: NonNullable<UploadForm["image"]>): UploadState {
  return failure || faceCount === null
    ? { step: "kept", imageId: id, failure }
    : { step: "analysed", imageId: id, faceCount, isNew: false };
}
