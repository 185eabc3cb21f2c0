import { expect, test } from "vitest";
import { Gallery, type GalleryImage, PAGE_SIZE } from "@/gallery/gallery";
import { anImage } from "./builders";

class Server {
  images: GalleryImage[];
  readonly asked: { token: string | null; limit: number }[] = [];
  failing = false;

  constructor(count: number) {
    this.images = Array.from({ length: count }, (_, index) => anImage(count - index));
  }

  readonly page = async (token: string | null, limit: number) => {
    this.asked.push({ token, limit });
    if (this.failing) throw new TypeError("Failed to fetch");
    const start = token === null ? 0 : Number(token);
    const end = start + limit;
    return {
      items: this.images.slice(start, end),
      nextToken: end < this.images.length ? String(end) : null,
    };
  };
}

const shown = (gallery: Gallery) => gallery.snapshot.get().images.map((image) => image.id);

test("reads page after page until the list ends", async () => {
  const server = new Server(PAGE_SIZE + 10);
  const gallery = new Gallery(null, server.page);

  await gallery.loadMore();
  expect(gallery.snapshot.get()).toMatchObject({ isComplete: false, isLoading: false });
  await gallery.loadMore();
  await gallery.loadMore();

  expect(gallery.snapshot.get().isComplete).toBe(true);
  expect(shown(gallery)).toHaveLength(PAGE_SIZE + 10);
  expect(server.asked).toHaveLength(2);
});

test("reads once when it is asked to load while it loads", async () => {
  const server = new Server(10);
  const gallery = new Gallery(null, server.page);

  await Promise.all([gallery.loadMore(), gallery.loadMore()]);

  expect(server.asked).toHaveLength(1);
});

test("catching up reads the loaded part again, and finds new and removed images", async () => {
  const server = new Server(120);
  const gallery = new Gallery(null, server.page);
  await gallery.loadMore();
  await gallery.loadMore();
  server.images = [anImage(121), ...server.images.filter((image) => image.id !== "image-100")];
  server.asked.length = 0;

  gallery.missEvents();
  await gallery.catchUp();

  expect(server.asked).toEqual([{ token: null, limit: 100 }]);
  expect(shown(gallery)[0]).toBe("image-121");
  expect(shown(gallery)).not.toContain("image-100");
});

test("a catch-up during the reading of a page follows that page", async () => {
  const server = new Server(10);
  const gallery = new Gallery(null, server.page);

  const loading = gallery.loadMore();
  gallery.missEvents();
  await Promise.all([loading, gallery.catchUp()]);

  expect(server.asked).toHaveLength(2);
});

test("a failure is shown, keeps the images, and does not end the list", async () => {
  const server = new Server(PAGE_SIZE * 2);
  const gallery = new Gallery(null, server.page);
  await gallery.loadMore();
  server.failing = true;

  await gallery.loadMore();

  expect(gallery.snapshot.get().error).toBeInstanceOf(TypeError);
  expect(shown(gallery)).toHaveLength(PAGE_SIZE);
  server.failing = false;
  await gallery.loadMore();
  expect(gallery.snapshot.get().error).toBeNull();
  expect(shown(gallery)).toHaveLength(PAGE_SIZE * 2);
});

test("a catch-up that failed is repeated before older images are read", async () => {
  const server = new Server(PAGE_SIZE * 2);
  const gallery = new Gallery(null, server.page);
  await gallery.loadMore();
  server.images = [anImage(PAGE_SIZE * 2 + 1), ...server.images];
  server.failing = true;
  gallery.missEvents();
  await expect(gallery.catchUp()).rejects.toThrow("Failed to fetch");
  expect(gallery.snapshot.get().error).toBeInstanceOf(TypeError);

  server.failing = false;
  await gallery.loadMore();

  expect(gallery.snapshot.get().error).toBeNull();
  expect(shown(gallery)).toHaveLength(PAGE_SIZE);
  expect(shown(gallery)[0]).toBe("image-101");
});

test("trying again catches up a list that is complete", async () => {
  const server = new Server(10);
  const gallery = new Gallery(null, server.page);
  await gallery.loadMore();
  server.images = [anImage(11), ...server.images];
  server.failing = true;
  gallery.missEvents();
  await expect(gallery.catchUp()).rejects.toThrow("Failed to fetch");

  server.failing = false;
  await gallery.loadMore();

  expect(gallery.snapshot.get().error).toBeNull();
  expect(shown(gallery)[0]).toBe("image-11");
});

test("one more catch-up follows when events are missed during a catch-up", async () => {
  const server = new Server(10);
  const gallery = new Gallery(null, server.page);
  await gallery.loadMore();
  server.asked.length = 0;

  gallery.missEvents();
  const first = gallery.catchUp();
  gallery.missEvents();
  await Promise.all([first, gallery.catchUp()]);
  await gallery.catchUp();

  expect(server.asked).toHaveLength(2);
});

test("can load more as soon as a listener learns that it has loaded", async () => {
  const server = new Server(PAGE_SIZE * 2);
  const gallery = new Gallery(null, server.page);
  gallery.snapshot.subscribe(() => {
    const { isLoading, isComplete } = gallery.snapshot.get();
    if (!isLoading && !isComplete) void gallery.loadMore();
  });

  await gallery.loadMore();
  await new Promise((resolve) => setTimeout(resolve));

  expect(gallery.snapshot.get().isComplete).toBe(true);
});
