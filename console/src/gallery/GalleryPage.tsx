import { Group, Text, Title } from "@mantine/core";
import { useServices } from "@/app/services";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { plural } from "@/shared/format";
import { useStore } from "@/shared/store";
import { useDocumentTitle } from "@/shared/use-document-title";
import { AddButtons } from "@/uploads/AddButtons";
import { EmptyGallery } from "./EmptyGallery";
import { Filters } from "./Filters";
import { Grid } from "./Grid";
import { GridSkeleton } from "./GridSkeleton";
import { useGallery, useView } from "./use-gallery";

export function GalleryPage() {
  const { user } = useServices();
  const view = useView();
  const gallery = useGallery(view);
  const { images, isComplete, isLoading, error } = useStore(gallery.snapshot);
  const isOwn = view.owner === user.sub;
  useDocumentTitle("Images");

  return (
    <>
      <Group justify="space-between" mb="sm" gap="sm">
        <Group gap="sm" align="baseline">
          <Title order={1} size="h3">
            {isOwn ? "Your images" : "Images of another owner"}
          </Title>
          {images.length > 0 && (
            <Text c="dimmed" size="sm" data-testid="count">
              {isComplete ? plural(images.length, "image") : `${images.length}+ images`}
            </Text>
          )}
        </Group>
        {isOwn && <AddButtons />}
      </Group>
      <Filters view={view} />
      {error !== null && (
        <ErrorNotice
          title="The images could not be read"
          error={error}
          onRetry={() => void gallery.loadMore()}
        />
      )}
      {images.length > 0 && <Grid key={`${view.owner} ${view.status}`} gallery={gallery} />}
      {images.length === 0 && !isComplete && isLoading && <GridSkeleton />}
      {images.length === 0 && isComplete && <EmptyGallery status={view.status} isOwn={isOwn} />}
    </>
  );
}
