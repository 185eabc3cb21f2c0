import { Skeleton } from "@mantine/core";
import classes from "./Grid.module.css";

const PLACES = Array.from({ length: 12 }, (_, index) => index);

export function GridSkeleton() {
  return (
    <div className={classes.grid} role="status" aria-label="Loading images">
      {PLACES.map((place) => (
        <Skeleton key={place} className={classes.place} radius="md" />
      ))}
    </div>
  );
}
