import type { CreateUpload } from "@facegraph/client";

export type UploadForm = CreateUpload["createUpload"];

export class UploadRefused extends Error {
  readonly status: number;

  constructor(status: number, code: string | null) {
    super(code ? `The store refused the file: ${code}.` : `The store answered ${status}.`);
    this.status = status;
  }
}

export class ConnectionLost extends Error {
  constructor() {
    super("The connection was lost.");
  }
}

interface Options {
  signal: AbortSignal;
  onProgress(sentBytes: number): void;
}

/** Uses XMLHttpRequest, because fetch reports no upload progress. */
export function postForm(form: UploadForm, file: File, { signal, onProgress }: Options) {
  return new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new UploadRefused(request.status, codeIn(request.responseText)));
    };
    request.onerror = () => reject(new ConnectionLost());
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    request.open("POST", form.url);
    request.send(bodyOf(form, file));
  });
}

/** S3 reads the fields in order, and ignores fields after `file`. */
function bodyOf(form: UploadForm, file: File): FormData {
  const body = new FormData();
  for (const { name, value } of form.fields) body.append(name, value);
  body.append("file", file);
  return body;
}

function codeIn(answer: string): string | null {
  return /<Code>(\w+)<\/Code>/.exec(answer)?.[1] ?? null;
}
