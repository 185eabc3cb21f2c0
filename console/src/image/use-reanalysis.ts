import { notifications } from "@mantine/notifications";
import { useSyncExternalStore } from "react";
import { errorText } from "@/api/errors";
import { useServices } from "@/app/services";

export function useReanalysis(image: { id: string; revision: number }) {
  const { reanalyses } = useServices();
  const isRunning = useSyncExternalStore(
    reanalyses.revisions.subscribe,
    () => reanalyses.revisions.get().get(image.id) === image.revision,
  );

  async function start(): Promise<void> {
    try {
      await reanalyses.start(image);
    } catch (error) {
      notifications.show({
        color: "red",
        title: "The image could not be analysed again",
        message: errorText(error),
      });
    }
  }

  return { isRunning, start };
}
