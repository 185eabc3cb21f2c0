import { useServices } from "@/app/services";
import { useView } from "@/gallery/use-gallery";
import { useStore } from "@/shared/store";

interface Neighbours {
  newer: string | null;
  older: string | null;
}

/** The image's neighbours in the list that it was opened from, as far as it was read. */
export function useNeighbours(imageId: string): Neighbours {
  const { owner, status } = useView();
  const { images } = useStore(useServices().galleryOf(owner, status).snapshot);
  const index = images.findIndex((image) => image.id === imageId);
  if (index < 0) return { newer: null, older: null };
  return { newer: images[index - 1]?.id ?? null, older: images[index + 1]?.id ?? null };
}
