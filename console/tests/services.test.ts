import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Services } from "@/app/services";

const port = vi.hoisted(() => ({ contentMd5: vi.fn(), createUpload: vi.fn() }));

vi.mock("@/uploads/upload-port", () => ({ uploadPort: () => port }));

const CONFIG = {
  region: "eu-west-1",
  graphqlUrl: "http://api",
  userPoolId: "eu-west-1_pool",
  clientId: "client",
  userPoolEndpoint: null,
};
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);

beforeEach(() => {
  vi.useFakeTimers(); // so that no timer is left for a later test
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("requestAnimationFrame", setTimeout);
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("no request is sent after the user has signed out", async () => {
  const answers: ((md5: string) => void)[] = [];
  port.contentMd5.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  const services = new Services(CONFIG, { sub: "ana", name: "ana", isAdmin: false });
  services.uploads.add(Array.from({ length: 9 }, (_, index) => new File([JPEG], `${index}.jpg`)));
  await vi.waitFor(() => expect(answers).toHaveLength(4));

  services.dispose();
  for (const answer of answers) answer("md5");
  await vi.waitFor(() => expect(services.uploads.isSending).toBe(false));

  expect(port.createUpload).not.toHaveBeenCalled();
  expect(port.contentMd5).toHaveBeenCalledTimes(4);
});
