import { expect, test } from "vitest";
import { filesOfDrop } from "@/uploads/dropped-files";

const REFUSAL = new DOMException("permission denied", "NotReadableError");

function aFile(name: string): FileSystemFileEntry {
  const file = (resolve: (file: File) => void) => resolve(new File([], name));
  return { name, isFile: true, file } as FileSystemFileEntry;
}

function anUnreadableFile(name: string): FileSystemFileEntry {
  const file = (_: unknown, reject: (error: DOMException) => void) => reject(REFUSAL);
  return { name, isFile: true, file } as FileSystemFileEntry;
}

/** Gives one entry at a time, and `error` after the last. */
function aFolder(
  name: string,
  entries: FileSystemEntry[],
  error: DOMException | null = null,
): FileSystemDirectoryEntry {
  const left = [...entries];
  const readEntries: FileSystemDirectoryReader["readEntries"] = (resolve, reject) => {
    if (left.length === 0 && error) reject?.(error);
    else resolve(left.splice(0, 1));
  };
  const createReader = () => ({ readEntries });
  return { name, isFile: false, createReader } as unknown as FileSystemDirectoryEntry;
}

function aDrop(...entries: FileSystemEntry[]): DataTransfer {
  const items = entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry }));
  return { items } as unknown as DataTransfer;
}

test("finds files in folders, and skips files of operating systems", async () => {
  const folder = aFolder("holiday", [
    aFile("one.jpg"),
    anUnreadableFile(".DS_Store"),
    aFolder("beach", [aFile("two.jpg")]),
    aFile(".hidden"),
  ]);

  const { files, unreadable } = await filesOfDrop(aDrop(folder, aFile("three.jpg")));

  expect(files.map((file) => file.name)).toEqual(["one.jpg", "two.jpg", "three.jpg"]);
  expect(unreadable).toEqual([]);
});

test("a file that cannot be read is named, and all others are found", async () => {
  const folder = aFolder("holiday", [
    aFile("one.jpg"),
    anUnreadableFile("broken.jpg"),
    aFolder("beach", [aFile("two.jpg")], REFUSAL),
    aFile("three.jpg"),
  ]);

  const { files, unreadable } = await filesOfDrop(aDrop(folder));

  expect(files.map((file) => file.name)).toEqual(["one.jpg", "two.jpg", "three.jpg"]);
  expect(unreadable).toEqual([
    { name: "broken.jpg", reason: "It cannot be read: permission denied" },
    { name: "beach", reason: "It cannot be read: permission denied" },
  ]);
});
