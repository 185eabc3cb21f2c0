import { ImageIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useServices } from "@/app/services";
import { useStore } from "@/shared/store";
import type { GalleryImage } from "./gallery";
import classes from "./Tile.module.css";

export function TilePicture({ image }: { image: GalleryImage }) {
  const { urls } = useServices();
  const url = useStore(urls.urlOf(image));
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => urls.want(image), [urls, image]);

  return (
    <>
      {(!url || shown !== url) && (
        <ImageIcon className={classes.placeholder} strokeWidth={1.2} aria-hidden />
      )}
      {url && (
        <img
          className={classes.picture}
          data-loaded={shown === url || undefined}
          src={url}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => setShown(url)}
          onError={() => urls.refresh(image)}
        />
      )}
    </>
  );
}
