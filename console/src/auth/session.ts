import {
  type ConfirmSignInOutput,
  confirmSignIn,
  signOut as endSession,
  fetchAuthSession,
  type SignInOutput,
  signIn as startSignIn,
} from "@aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "@aws-amplify/auth/cognito";
import { Amplify, ConsoleLogger } from "@aws-amplify/core";
import type { Config } from "@/config";
import { Store } from "@/shared/store";

const ADMINS_GROUP = "admins";

export interface User {
  sub: string;
  name: string;
  isAdmin: boolean;
}

/** `unknown`: the stored session is not read yet. `ended`: the session could not be renewed. */
export type Session =
  | { state: "unknown" | "signed-out" | "ended" }
  | { state: "new-password" }
  | { state: "signed-in"; user: User };

export class UnsupportedChallenge extends Error {}

export class SessionEnded extends Error {
  constructor() {
    super("Your session has ended. Sign in again.");
  }
}

export const session = new Store<Session>({ state: "unknown" });

export function configureSession(config: Config): void {
  ConsoleLogger.LOG_LEVEL = "ERROR"; // Amplify warns about every endpoint outside AWS
  const Auth = {
    Cognito: {
      userPoolId: config.userPoolId,
      userPoolClientId: config.clientId,
      ...(config.userPoolEndpoint ? { userPoolEndpoint: config.userPoolEndpoint } : {}),
    },
  };
  // The umbrella package `aws-amplify` would do this, and much that the console does not need.
  cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
  Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
}

export async function resumeSession(): Promise<void> {
  const user = await storedUser();
  session.set(user ? { state: "signed-in", user } : { state: "signed-out" });
}

/** The password itself is not sent: SRP proves that the caller knows it. */
export async function signIn(username: string, password: string): Promise<void> {
  await endSession(); // removes the rest of an earlier session, if there is one
  const options = { authFlowType: "USER_SRP_AUTH" } as const;
  await follow(await startSignIn({ username, password, options }));
}

export async function choosePassword(password: string): Promise<void> {
  await follow(await confirmSignIn({ challengeResponse: password }));
}

export function abandonSignIn(): void {
  session.set({ state: "signed-out" });
}

export async function signOut(): Promise<void> {
  await endSession();
  session.set({ state: "signed-out" });
}

/** The ID token for AppSync: resolvers read the caller's `sub` and groups from it. Amplify renews it
 * after an hour. All tabs share the tokens, so another user may have signed in since. */
export async function idToken(sub: string): Promise<string> {
  const { tokens } = await fetchAuthSession();
  if (tokens?.idToken?.payload.sub !== sub) {
    const current = session.get();
    if (current.state === "signed-in" && current.user.sub === sub) session.set({ state: "ended" });
    throw new SessionEnded();
  }
  return tokens.idToken.toString();
}

async function follow({ nextStep }: SignInOutput | ConfirmSignInOutput): Promise<void> {
  switch (nextStep.signInStep) {
    case "DONE":
      return resumeSession();
    case "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED":
      return session.set({ state: "new-password" });
    default:
      throw new UnsupportedChallenge(`This page cannot answer ${nextStep.signInStep}.`);
  }
}

async function storedUser(): Promise<User | null> {
  const { tokens } = await fetchAuthSession();
  const claims = tokens?.idToken?.payload;
  if (!claims?.sub) return null;
  const groups = claims["cognito:groups"];
  return {
    sub: claims.sub,
    name: String(claims["cognito:username"] ?? claims.sub),
    isAdmin: Array.isArray(groups) && groups.includes(ADMINS_GROUP),
  };
}
