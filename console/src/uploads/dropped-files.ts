import { isLeftBySystem } from "./inspect-file";

/** Every file of a drop, those in folders too. To be called while the drop is handled: its items
 * are gone afterwards. */
export async function filesOfDrop(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found = await Promise.all(
    entries.map((entry) => (entry instanceof File ? [entry] : entry ? filesIn(entry) : [])),
  );
  return wanted(found.flat());
}

export function filesOfInput(input: HTMLInputElement): File[] {
  return wanted([...(input.files ?? [])]);
}

function wanted(files: File[]): File[] {
  return files.filter((file) => !isLeftBySystem(file.name));
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await fileOf(entry as FileSystemFileEntry)];
  const entries = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
  const files: File[] = [];
  for (const inner of entries) files.push(...(await filesIn(inner)));
  return files;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives up to 100 entries at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
