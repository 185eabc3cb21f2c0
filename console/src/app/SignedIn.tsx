import "./signed-in-styles";
import { Notifications } from "@mantine/notifications";
import { lazy, Suspense, useEffect, useState } from "react";
import { Route, Switch } from "wouter";
import type { User } from "@/auth/session";
import type { Config } from "@/config";
import { GalleryPage } from "@/gallery/GalleryPage";
import { DropTarget } from "@/uploads/DropTarget";
import { UploadPanel } from "@/uploads/UploadPanel";
import { Header } from "./Header";
import { NotFound } from "./NotFound";
import classes from "./SignedIn.module.css";
import { Services, ServicesContext } from "./services";
import { useFeed } from "./use-feed";
import { Waiting } from "./Waiting";

const ImagePage = lazy(() => import("@/image/ImagePage"));

export default function SignedIn({ config, user }: { config: Config; user: User }) {
  const [services] = useState(() => new Services(config, user));
  useFeed(services.feedOf(user.sub));
  useLeaveWarning(services);
  useEffect(() => () => services.dispose(), [services]);
  return (
    <ServicesContext value={services}>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <Header />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/" component={GalleryPage} />
            <Route path="/images/:id">{({ id }) => <ImagePage key={id} imageId={id} />}</Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </main>
      <Notifications position="bottom-left" limit={3} />
      <DropTarget />
      <UploadPanel />
    </ServicesContext>
  );
}

/** Closing the page ends uploads, so the browser asks first. */
function useLeaveWarning({ uploads }: Services): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (uploads.isSending) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [uploads]);
}
