import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { UploadForm } from "@/uploads/post-form";
import { totalsOf, type UploadState } from "@/uploads/upload";
import { type UploadPort, UploadQueue } from "@/uploads/upload-queue";
import { anEvent, anImage } from "./builders";

const JPEG = [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0];

class Lost extends Error {}

function aFile(name: string, content: number[] = JPEG): File {
  return new File([new Uint8Array(content)], name);
}

function aForm(file: File, members: Partial<UploadForm> = {}): UploadForm {
  return {
    imageId: `id of ${file.name}`,
    key: file.name,
    url: "http://store",
    expiresAt: "2026-01-01T00:00:00.000Z",
    fields: [],
    image: null,
    ...members,
  };
}

function aPort(members: Partial<UploadPort> = {}): UploadPort {
  return {
    contentMd5: async () => "md5",
    createUpload: vi.fn(async (file: File) => aForm(file)),
    post: vi.fn(async () => {}),
    withdraw: vi.fn(async () => {}),
    isTransient: (error) => error instanceof Lost,
    textOf: (error) => (error as Error).message,
    online: async () => {},
    ...members,
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason as Error)),
  );
}

/** Waits until no upload makes progress any more. */
async function settled(): Promise<void> {
  for (let round = 0; round < 30; round++) await vi.advanceTimersByTimeAsync(2000);
}

const states = (queue: UploadQueue): UploadState[] =>
  queue.uploads.get().map((upload) => upload.state);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => setTimeout(call, 16));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("sends a file and waits for its analysis", async () => {
  const queue = new UploadQueue(aPort());

  queue.add([aFile("one.jpg")]);
  await settled();
  expect(states(queue)).toEqual([{ step: "analysing", imageId: "id of one.jpg" }]);

  queue.receive(anEvent(anImage(1, { id: "id of one.jpg", faceCount: 2 })));
  await settled();
  expect(states(queue)[0]).toMatchObject({ step: "analysed", faceCount: 2, isNew: true });
});

test("keeps a result that was received before the store answered", async () => {
  const queue = new UploadQueue(
    aPort({ post: async () => queue.receive(anEvent(anImage(1, { id: "id of one.jpg" }))) }),
  );

  queue.add([aFile("one.jpg")]);
  await settled();

  expect(states(queue)[0]).toMatchObject({ step: "analysed", faceCount: 1 });
});

test("skips a file that is there already", async () => {
  const port = aPort({
    createUpload: async (file) => aForm(file, { image: anImage(1, { faceCount: 5 }) }),
  });
  const queue = new UploadQueue(port);

  queue.add([aFile("one.jpg")]);
  await settled();

  expect(port.post).not.toHaveBeenCalled();
  expect(states(queue)[0]).toMatchObject({ step: "analysed", faceCount: 5, isNew: false });
  expect(totalsOf(queue.uploads.get()).existing).toBe(1);
});

test("skips files that cannot be analysed, before any request", async () => {
  const port = aPort();
  const queue = new UploadQueue(port);
  const large = aFile("large.jpg");
  Object.defineProperty(large, "size", { value: 15 * 1024 * 1024 + 1 });

  queue.add([aFile("notes.txt", [1, 2, 3]), aFile("empty.png", []), large]);
  await settled();

  expect(states(queue)).toEqual([
    { step: "left-out", reason: "The file is neither a JPEG nor a PNG." },
    { step: "left-out", reason: "The file is empty." },
    { step: "left-out", reason: "The file has 15.1 MB; an image may have 15 MB." },
  ]);
  expect(port.createUpload).not.toHaveBeenCalled();
});

test("names a file that cannot be read, and sends the others", async () => {
  const queue = new UploadQueue(aPort());

  queue.add([aFile("one.jpg")]);
  queue.leaveOut([{ name: "two.jpg", reason: "It cannot be read: not found" }]);
  await settled();

  expect(queue.uploads.get().map(({ file }) => file.name)).toEqual(["one.jpg", "two.jpg"]);
  expect(states(queue)).toEqual([
    { step: "analysing", imageId: "id of one.jpg" },
    { step: "left-out", reason: "It cannot be read: not found" },
  ]);
});

test("tries again after a lost connection, with a new form", async () => {
  const post = vi.fn<UploadPort["post"]>().mockRejectedValueOnce(new Lost("lost"));
  const port = aPort({ post });
  const queue = new UploadQueue(port);

  queue.add([aFile("one.jpg")]);
  await settled();

  expect(port.createUpload).toHaveBeenCalledTimes(2);
  expect(states(queue)[0]?.step).toBe("analysing");
});

test("gives up after six attempts, and sends when it is asked to try again", async () => {
  const post = vi.fn<UploadPort["post"]>().mockRejectedValue(new Lost("lost"));
  const queue = new UploadQueue(aPort({ post }));
  queue.add([aFile("one.jpg")]);
  await settled();
  expect(states(queue)).toEqual([{ step: "failed", reason: "lost" }]);
  expect(post).toHaveBeenCalledTimes(6);

  post.mockResolvedValue();
  queue.retry(1);
  await settled();

  expect(states(queue)[0]?.step).toBe("analysing");
});

test("does not repeat an upload that was refused", async () => {
  const createUpload = vi.fn().mockRejectedValue(new Error("fileName must not hold slashes"));
  const queue = new UploadQueue(aPort({ createUpload }));

  queue.add([aFile("one.jpg")]);
  await settled();

  expect(createUpload).toHaveBeenCalledTimes(1);
  expect(states(queue)).toEqual([{ step: "failed", reason: "fileName must not hold slashes" }]);
});

test("sends four at a time", async () => {
  let running = 0;
  let most = 0;
  const post = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 100));
    running--;
  };
  const queue = new UploadQueue(aPort({ post }));

  queue.add(Array.from({ length: 20 }, (_, index) => aFile(`${index}.jpg`)));
  await settled();

  expect(most).toBe(4);
  expect(totalsOf(queue.uploads.get()).sent).toBe(20);
});

test("cancelling ends running and waiting uploads, and no others", async () => {
  const post: UploadPort["post"] = (_form, file, { signal }) =>
    file.name === "0.jpg" ? Promise.resolve() : untilAborted(signal);
  const port = aPort({ post });
  const queue = new UploadQueue(port);
  queue.add(Array.from({ length: 8 }, (_, index) => aFile(`${index}.jpg`)));
  await settled();

  queue.cancelAll();
  await settled();

  expect(states(queue).map((state) => state.step)).toEqual([
    "analysing",
    ...Array.from({ length: 7 }, () => "cancelled"),
  ]);
  expect(port.createUpload).toHaveBeenCalledTimes(5);
  expect(port.withdraw).toHaveBeenCalledTimes(4);
});

/** A post that lasts until it is cancelled, for the second file of each name. */
function secondOfEachNameLasts(): UploadPort["post"] {
  const seen = new Set<string>();
  return (_form, file, { signal }) => {
    if (!seen.has(file.name)) {
      seen.add(file.name);
      return Promise.resolve();
    }
    return untilAborted(signal);
  };
}

test("one result completes every upload of the same image", async () => {
  const queue = new UploadQueue(aPort());
  queue.add([aFile("one.jpg"), aFile("one.jpg")]);
  await settled();

  queue.receive(anEvent(anImage(1, { id: "id of one.jpg", faceCount: 2 })));
  await settled();

  expect(states(queue).map((state) => state.step)).toEqual(["analysed", "analysed"]);
  expect(queue.awaited).toEqual([]);
});

test("a result for the first of two equal files completes the second once it is sent", async () => {
  let answer = () => {};
  const post = vi.fn<UploadPort["post"]>().mockResolvedValueOnce();
  post.mockReturnValueOnce(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const queue = new UploadQueue(aPort({ post }));
  queue.add([aFile("one.jpg"), aFile("one.jpg")]);
  await settled();

  queue.receive(anEvent(anImage(1, { id: "id of one.jpg" })));
  await settled();
  expect(states(queue).map((state) => state.step)).toEqual(["analysed", "sending"]);
  answer();
  await settled();

  expect(states(queue).map((state) => state.step)).toEqual(["analysed", "analysed"]);
});

test.each([
  ["is being analysed", false],
  ["has been analysed", true],
])("cancelling one of two equal files keeps the image that %s", async (_, isAnalysed) => {
  const port = aPort({ post: secondOfEachNameLasts() });
  const queue = new UploadQueue(port);
  queue.add([aFile("one.jpg"), aFile("one.jpg")]);
  await settled();
  if (isAnalysed) queue.receive(anEvent(anImage(1, { id: "id of one.jpg" })));

  queue.cancelAll();
  await settled();

  expect(states(queue)[1]?.step).toBe("cancelled");
  expect(port.withdraw).not.toHaveBeenCalled();
});

test("cancelling both of two equal files withdraws their image once", async () => {
  const post: UploadPort["post"] = (_form, _file, { signal }) => untilAborted(signal);
  const port = aPort({ post });
  const queue = new UploadQueue(port);
  queue.add([aFile("one.jpg"), aFile("one.jpg")]);
  await settled();

  queue.cancelAll();
  await settled();

  expect(port.withdraw).toHaveBeenCalledExactlyOnceWith("id of one.jpg");
});

test("totals weigh files by their bytes", async () => {
  const post: UploadPort["post"] = (_form, file, { onProgress }) => {
    onProgress(file.size / 2);
    return new Promise(() => {});
  };
  const queue = new UploadQueue(aPort({ post }));

  queue.add([aFile("one.jpg"), aFile("empty.png", [])]);
  await settled();

  expect(totalsOf(queue.uploads.get())).toMatchObject({ count: 2, sentRatio: 0.5, leftOut: 1 });
});
