import { Center, Loader } from "@mantine/core";

export function Waiting() {
  return (
    <Center component="main" mih="60dvh">
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
