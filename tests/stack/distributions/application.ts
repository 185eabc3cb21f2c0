import { type Face, FacegraphClient, GetImageDocument, type ImageStatus } from "@facegraph/client";

const client = new FacegraphClient({ url: "", realtimeUrl: "", token: "" });

export async function facesOf(id: string): Promise<readonly Face[] | null> {
  const { image } = await client.request(GetImageDocument, { id });
  const status: ImageStatus | undefined = image?.status;
  return status === "ANALYZED" ? (image?.faces ?? null) : null;
}
