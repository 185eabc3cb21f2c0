import { Text } from "@mantine/core";
import { Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useServices } from "@/app/services";
import classes from "./DropTarget.module.css";
import { filesOfDrop } from "./dropped-files";

/** The whole page accepts files. */
export function DropTarget() {
  const { uploads } = useServices();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    let depth = 0; // a drag enters an element before it leaves the one around it
    const move = (by: number) => (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth += by;
      setOver(depth > 0);
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void filesOfDrop(event.dataTransfer).then(({ files, unreadable }) => {
        uploads.add(files);
        uploads.leaveOut(unreadable);
      });
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener("dragenter", move(1), { signal });
    window.addEventListener("dragleave", move(-1), { signal });
    window.addEventListener("dragover", move(0), { signal });
    window.addEventListener("drop", drop, { signal });
    return () => listening.abort();
  }, [uploads]);

  if (!isOver) return null;
  return (
    <div className={classes.target}>
      <div className={classes.frame}>
        <Upload size={48} aria-hidden />
        <Text size="xl" fw={650}>
          Drop to add to your images
        </Text>
      </div>
    </div>
  );
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
