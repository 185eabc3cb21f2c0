import type { FacegraphClient } from "./client.ts";
import { UploadRejected } from "./errors.ts";
import { CreateUploadDocument, type UploadForm } from "./facegraph.ts";

export interface UploadablePhoto {
  name: string;
  /** image/jpeg or image/png */
  contentType: string;
  content: Blob;
  /** Base64. With it, a photo of the same name and content is stored and analysed only once. */
  contentMd5?: string;
}

export async function uploadPhoto(
  client: FacegraphClient,
  { name, contentType, content, contentMd5 }: UploadablePhoto,
): Promise<string> {
  const { createUpload: form } = await client.request(CreateUploadDocument, {
    fileName: name,
    contentType,
    ...(contentMd5 === undefined ? {} : { contentMd5 }),
  });
  if (!form.image) await postForm(form, content);
  return form.imageId;
}

/** Posts a file to S3 by the form that createUpload returned. Throws UploadRejected. */
export async function postForm(form: UploadForm, content: Blob): Promise<void> {
  const body = new FormData();
  for (const { name, value } of form.fields) body.append(name, value);
  body.append("file", content); // S3 ignores fields that follow the file
  const response = await fetch(form.url, { method: "POST", body });
  if (response.ok) return;
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  throw new UploadRejected(response.status, code ?? null);
}
