import type { ApolloClient, TypedDocumentNode } from "@apollo/client";
import type { ImageSummary } from "@facegraph/client";
import { parse } from "graphql";

export type ImageOutcome = Pick<ImageSummary, "id" | "status" | "faceCount" | "failure"> & {
  url: string | null;
};

interface Found {
  images: ImageOutcome[];
  /** Why the other images could not be read. */
  error: unknown;
}

type Aliased = Record<string, ImageOutcome | null>;

const FIELDS = "id status faceCount failure { code message retryable } url";

/** The API has no field for several images by id, so one request queries each under an alias. */
export async function imagesById(
  client: ApolloClient,
  imageIds: readonly string[],
): Promise<Found> {
  const { data, error } = await client.query({
    query: document(imageIds.length),
    variables: Object.fromEntries(imageIds.map((id, index) => [`id${index}`, id])),
    errorPolicy: "all", // one image that changed during the read must not lose the others
  });
  return { images: Object.values(data ?? {}).filter((image) => image !== null), error };
}

function document(count: number): TypedDocumentNode<Aliased, Record<string, string>> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const variables = indexes.map((index) => `$id${index}: ID!`).join(", ");
  const fields = indexes.map((index) => `i${index}: image(id: $id${index}) { ${FIELDS} }`);
  return parse(`query ImagesById(${variables}) { ${fields.join(" ")} }`);
}
