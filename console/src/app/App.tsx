import { lazy, Suspense, useEffect } from "react";
import { NewPasswordPage } from "@/auth/NewPasswordPage";
import { SignInPage } from "@/auth/SignInPage";
import { type Session, session } from "@/auth/session";
import type { Config } from "@/config";
import { useStore } from "@/shared/store";
import { Design } from "./Design";
import { Waiting } from "./Waiting";

const importSignedIn = () => import("./SignedIn");
const SignedIn = lazy(importSignedIn);

export function App({ config }: { config: Config }) {
  const current = useStore(session);
  useEffect(() => {
    void importSignedIn(); // while the user types a password
  }, []);
  return (
    <Design>
      <Suspense fallback={<Waiting />}>
        <Page config={config} session={current} />
      </Suspense>
    </Design>
  );
}

function Page({ config, session }: { config: Config; session: Session }) {
  switch (session.state) {
    case "unknown":
      return <Waiting />;
    case "new-password":
      return <NewPasswordPage />;
    case "signed-in":
      return <SignedIn key={session.user.sub} config={config} user={session.user} />;
    default:
      return <SignInPage hasEnded={session.state === "ended"} />;
  }
}
