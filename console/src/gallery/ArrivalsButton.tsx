import { Button } from "@mantine/core";
import { ArrowUp } from "lucide-react";
import { plural } from "@/shared/format";
import classes from "./Grid.module.css";

export function ArrivalsButton({ count }: { count: number }) {
  return (
    <div className={classes.arrivals}>
      <Button
        size="sm"
        radius="xl"
        leftSection={<ArrowUp size={16} />}
        onClick={() => window.scrollTo({ top: 0 })}
      >
        {plural(count, "new image")}
      </Button>
    </div>
  );
}
