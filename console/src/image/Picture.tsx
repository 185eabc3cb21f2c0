import type { Face } from "@facegraph/client";
import { Center, Switch, Text } from "@mantine/core";
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { fileNameOf, plural } from "@/shared/format";
import type { Choice } from "./choice";
import { FaceOverlay } from "./FaceOverlay";
import classes from "./Picture.module.css";
import type { DetailedImage } from "./use-image";

interface Props {
  image: DetailedImage;
  faces: readonly Face[];
  choice: Choice;
  /** For example, the link has expired. */
  onStale(): void;
}

interface Size {
  width: number;
  height: number;
}

export function Picture({ image, faces, choice, onStale }: Props) {
  const [url, setUrl] = useState(image.url); // a new link to the same picture must not reload it
  const [size, setSize] = useState<Size | null>(null);
  const [isBroken, setBroken] = useState(false);
  const [showsAll, setShowsAll] = useState(false);

  function onError() {
    if (url === image.url) setBroken(true);
    setUrl(image.url);
    if (!isBroken) onStale();
  }

  if (!url || isBroken) {
    return (
      <Center className={classes.absent}>
        <ImageOff size={40} aria-hidden />
        <Text c="dimmed">The picture cannot be shown.</Text>
      </Center>
    );
  }
  return (
    <figure className={classes.figure}>
      <div className={classes.frame}>
        <img
          className={classes.picture}
          src={url}
          alt={`${fileNameOf(image.key)}, ${plural(faces.length, "face")} found`}
          width={image.width ?? undefined}
          height={image.height ?? undefined}
          data-testid="picture"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize({ width: naturalWidth, height: naturalHeight })
          }
          onError={onError}
        />
        {size && <FaceOverlay faces={faces} choice={choice} showsAll={showsAll} {...size} />}
      </div>
      {faces.length > 0 && (
        <figcaption className={classes.caption}>
          <Switch
            label="Landmarks of every face"
            size="sm"
            checked={showsAll}
            onChange={(event) => setShowsAll(event.currentTarget.checked)}
          />
        </figcaption>
      )}
    </figure>
  );
}
