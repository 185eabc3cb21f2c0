import { fetchAuthSession } from "@aws-amplify/auth";
import { beforeEach, expect, test, vi } from "vitest";
import { idToken, type Session, SessionEnded, session } from "@/auth/session";

vi.mock("@aws-amplify/auth", () => ({ fetchAuthSession: vi.fn() }));
vi.mock("@aws-amplify/auth/cognito", () => ({ cognitoUserPoolsTokenProvider: {} }));

const ANA: Session = { state: "signed-in", user: { sub: "ana", name: "ana", isAdmin: false } };
const BEN: Session = { state: "signed-in", user: { sub: "ben", name: "ben", isAdmin: false } };

function storedTokensOf(sub: string | null): void {
  const idToken = { payload: { sub }, toString: () => `token of ${sub}` };
  vi.mocked(fetchAuthSession).mockResolvedValue(
    (sub ? { tokens: { idToken } } : {}) as Awaited<ReturnType<typeof fetchAuthSession>>,
  );
}

beforeEach(() => {
  session.set(ANA);
});

test("gives the token of the user who asks", async () => {
  storedTokensOf("ana");

  expect(await idToken("ana")).toBe("token of ana");
  expect(session.get()).toBe(ANA);
});

test("ends the session and gives no token when the stored token is another user's", async () => {
  storedTokensOf("ben");

  await expect(idToken("ana")).rejects.toThrow(SessionEnded);

  expect(session.get()).toEqual({ state: "ended" });
});

test("ends the session when it could not be renewed", async () => {
  storedTokensOf(null);

  await expect(idToken("ana")).rejects.toThrow(SessionEnded);

  expect(session.get()).toEqual({ state: "ended" });
});

test.each<[string, Session]>([
  ["another user signs in", BEN],
  ["the user signs out", { state: "signed-out" }],
])("leaves the session unchanged when %s before an earlier request ends", async (_, current) => {
  session.set(current);
  storedTokensOf(current.state === "signed-in" ? "ben" : null);

  await expect(idToken("ana")).rejects.toThrow(SessionEnded);

  expect(session.get()).toBe(current);
});
