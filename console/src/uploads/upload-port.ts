import type { ApolloClient } from "@apollo/client";
import { CreateUploadDocument, DeleteImageDocument } from "@facegraph/client";
import { errorText, isTransient } from "@/api/errors";
import { contentMd5 } from "./content-md5";
import { ConnectionLost, postForm, UploadRefused } from "./post-form";
import type { UploadPort } from "./upload-queue";

export function uploadPort(client: ApolloClient): UploadPort {
  return {
    contentMd5,
    async createUpload(file, contentType, md5) {
      const { data } = await client.mutate({
        mutation: CreateUploadDocument,
        variables: { fileName: file.name, contentType, contentMd5: md5 },
      });
      if (!data) throw new Error("The server gave no upload form.");
      return data.createUpload;
    },
    post: postForm,
    async withdraw(imageId) {
      await client.mutate({ mutation: DeleteImageDocument, variables: { id: imageId } });
    },
    isTransient: (error) =>
      error instanceof ConnectionLost || isTransient(error) || isTransientRefusal(error),
    textOf: errorText,
    online,
  };
}

/** 403: the form may have expired while the file waited; the next attempt asks for a new one. */
function isTransientRefusal(error: unknown): boolean {
  if (!(error instanceof UploadRefused)) return false;
  return error.status === 403 || error.status === 429 || error.status >= 500;
}

function online(signal: AbortSignal): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve, reject) => {
    window.addEventListener("online", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
