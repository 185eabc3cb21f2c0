import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import { NotFound } from "@/app/NotFound";
import { useServices } from "@/app/services";
import { Waiting } from "@/app/Waiting";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { fileNameOf } from "@/shared/format";
import { useDocumentTitle } from "@/shared/use-document-title";
import { FacePanel } from "./FacePanel";
import { ImageBar } from "./ImageBar";
import { ImageFacts } from "./ImageFacts";
import { ImageFailure } from "./ImageFailure";
import classes from "./ImagePage.module.css";
import { Picture } from "./Picture";
import { type DetailedImage, useImage } from "./use-image";

export default function ImagePage({ imageId }: { imageId: string }) {
  const { reading, read } = useImage(imageId);
  switch (reading.state) {
    case "loading":
      return <Waiting />;
    case "missing":
      return <NotFound what="image" />;
    case "failed":
      return (
        <ErrorNotice title="The image could not be read" error={reading.error} onRetry={read} />
      );
    case "read":
      return <ImageView image={reading.image} onStale={read} />;
  }
}

function ImageView({ image, onStale }: { image: DetailedImage; onStale: () => void }) {
  const [selected, setSelected] = useState<string | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  useOwnerInAddress(image.owner);
  useDocumentTitle(fileNameOf(image.key));

  const faces = image.faces ?? [];
  // Face ids are new after each analysis. A single face is always chosen.
  const shownId = faces.find((face) => face.id === selected)?.id ?? faces[0]?.id ?? null;
  const choice = { selected: shownId, hovered, onSelect: setSelected, onHover: setHovered };
  return (
    <article className={classes.page}>
      <ImageBar image={image} />
      <div className={classes.columns}>
        <div className={classes.left}>
          <Picture image={image} faces={faces} choice={choice} onStale={onStale} />
        </div>
        <div className={classes.right}>
          <ImageFailure image={image} />
          <FacePanel image={image} faces={faces} choice={choice} />
          <ImageFacts image={image} />
        </div>
      </div>
    </article>
  );
}

/** An admin may open another owner's image; the feed then delivers this owner's events. */
function useOwnerInAddress(owner: string): void {
  const { user } = useServices();
  const [params, setParams] = useSearchParams();
  const named = params.get("owner") ?? user.sub;
  useEffect(() => {
    if (named === owner) return;
    setParams(
      (current) => {
        current.set("owner", owner);
        return current;
      },
      { replace: true },
    );
  }, [named, owner, setParams]);
}
