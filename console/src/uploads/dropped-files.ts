import { isLeftBySystem } from "./inspect-file";

/** A file or a folder that could not be opened. */
export interface Unreadable {
  name: string;
  reason: string;
}

export interface Dropped {
  files: File[];
  unreadable: Unreadable[];
}

/** Every file of a drop, also in folders. Call it during the drop event, because its items disappear
 * afterwards. */
export async function filesOfDrop(data: DataTransfer): Promise<Dropped> {
  const entries = [...data.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found = await Promise.all(
    entries.map((entry) => (entry instanceof File ? [entry] : entry ? foundIn(entry) : [])),
  );
  const wanted = found.flat().filter(({ name }) => !isLeftBySystem(name));
  return {
    files: wanted.filter((each) => each instanceof File),
    unreadable: wanted.filter((each) => "reason" in each),
  };
}

export function filesOfInput(input: HTMLInputElement): File[] {
  return [...(input.files ?? [])].filter((file) => !isLeftBySystem(file.name));
}

async function foundIn(entry: FileSystemEntry): Promise<(File | Unreadable)[]> {
  const found: (File | Unreadable)[] = [];
  try {
    if (entry.isFile) found.push(await fileOf(entry as FileSystemFileEntry));
    else {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for await (const inner of entriesOf(reader)) found.push(...(await foundIn(inner)));
    }
  } catch (error) {
    found.push({ name: entry.name, reason: `It cannot be read: ${(error as Error).message}` });
  }
  return found;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader returns up to 100 entries at a time, and none at the end. */
async function* entriesOf(reader: FileSystemDirectoryReader): AsyncGenerator<FileSystemEntry> {
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    yield* some;
  }
}
