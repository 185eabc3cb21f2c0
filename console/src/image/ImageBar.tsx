import { ActionIcon, Badge, Button, Group, Title } from "@mantine/core";
import { ArrowLeft, ChevronLeft, ChevronRight, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { fileNameOf, plural } from "@/shared/format";
import { STATUS_NAMES } from "@/shared/status";
import { DeleteDialog } from "./DeleteDialog";
import classes from "./ImagePage.module.css";
import type { DetailedImage } from "./use-image";
import { useNeighbours } from "./use-neighbours";
import { useReanalysis } from "./use-reanalysis";

export function ImageBar({ image }: { image: DetailedImage }) {
  const search = useSearch();
  const [isDeleting, setDeleting] = useState(false);
  const { isRunning, start } = useReanalysis(image);
  const { newer, older } = useNeighbours(image.id);
  return (
    <div className={classes.bar}>
      <div className={classes.title}>
        <ActionIcon
          component={Link}
          href={`/${search && `?${search}`}`}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label="Back to the images"
        >
          <ArrowLeft size={20} />
        </ActionIcon>
        <Title order={1} size="h4">
          {fileNameOf(image.key)}
        </Title>
        <Badge variant="default" tt="none" className={classes.status}>
          {image.status === "ANALYZED"
            ? plural(image.faceCount ?? 0, "face")
            : STATUS_NAMES[image.status]}
        </Badge>
      </div>
      <Group gap="xs">
        <ActionIcon.Group>
          <Neighbour imageId={newer} search={search} label="Newer image">
            <ChevronLeft size={18} />
          </Neighbour>
          <Neighbour imageId={older} search={search} label="Older image">
            <ChevronRight size={18} />
          </Neighbour>
        </ActionIcon.Group>
        <Button
          variant="default"
          leftSection={<RotateCw size={16} />}
          loading={isRunning}
          onClick={() => void start()}
        >
          Analyse again
        </Button>
        <Button
          variant="default"
          leftSection={<Trash2 size={16} />}
          onClick={() => setDeleting(true)}
        >
          Delete
        </Button>
      </Group>
      <DeleteDialog image={image} isOpen={isDeleting} onClose={() => setDeleting(false)} />
    </div>
  );
}

interface NeighbourProps {
  imageId: string | null;
  search: string;
  label: string;
  children: React.ReactNode;
}

function Neighbour({ imageId, search, label, children }: NeighbourProps) {
  if (!imageId) {
    return (
      <ActionIcon variant="default" size={36} aria-label={label} disabled>
        {children}
      </ActionIcon>
    );
  }
  return (
    <ActionIcon
      component={Link}
      href={`/images/${imageId}${search && `?${search}`}`}
      variant="default"
      size={36}
      aria-label={label}
    >
      {children}
    </ActionIcon>
  );
}
