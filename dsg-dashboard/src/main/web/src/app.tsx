// SPDX-License-Identifier: Apache-2.0
import { useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { problem, type Problem } from "./api";
import { CallerContext } from "./ask";
import { KeySheet, useKeys } from "./keys";
import { LiveGrid, useLive, useNow } from "./live";
import { LogInAgain, Login } from "./pages/login";
import { Wall } from "./pages/wall";
import { PAGES, pageOf } from "./pages";
import { Empty, Fence, Trouble } from "./parts";
import { Link, usePlace } from "./router";
import { byCode, forget, kept, leave, type Session } from "./session";
import { texts } from "./texts";
import { LanguageChoice, ThemeChoice } from "./theme";

type Entry =
  | { readonly is: "checking" }
  | { readonly is: "out"; readonly why: Problem | undefined }
  | { readonly is: "away"; readonly why: Problem }
  /** Once the grid knows the token no more, what was told stays to be read until somebody logs in again. */
  | { readonly is: "in"; readonly session: Session; readonly ended: boolean };

const RETRY_MS = 2_000;

/** Whoever comes by a link, whoever was here already, and whoever has to log in. */
export function App({ code }: { code: string | undefined }) {
  const [entry, setEntry] = useState<Entry>({ is: "checking" });
  const used = useRef(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const enter = async (byLink: string | undefined): Promise<void> => {
      try {
        const session = await (byLink === undefined ? kept() : byCode(byLink));
        setEntry(session === undefined ? { is: "out", why: undefined } : { is: "in", session, ended: false });
      } catch (thrown) {
        const why = problem(thrown);
        if (why.status === 401 || byLink !== undefined) {
          forget();
          setEntry({ is: "out", why });
        } else {
          setEntry({ is: "away", why });
          timer = setTimeout(() => void enter(undefined), RETRY_MS);
        }
      }
    };
    void enter(used.current ? undefined : code);
    used.current = true;
    return () => clearTimeout(timer);
  }, [code]);
  const loggedOut = useCallback(() => {
    forget();
    setEntry((now) => (now.is === "in" ? { ...now, ended: true } : now));
  }, []);
  const opened = (session: Session): void => setEntry({ is: "in", session, ended: false });
  const out = (session: Session): void => {
    void leave(session);
    setEntry({ is: "out", why: undefined });
  };
  switch (entry.is) {
    case "checking":
      return (
        <Frame>
          <p role="status">{texts.login.checking}</p>
        </Frame>
      );
    case "away":
      return (
        <Frame>
          <h1>{texts.product}</h1>
          <Trouble fault={entry.why} />
        </Frame>
      );
    case "out":
      return (
        <Frame>
          <Login why={entry.why} opened={opened} />
        </Frame>
      );
    case "in":
      return (
        <Inside
          key={entry.session.me.name}
          session={entry.session}
          ended={entry.ended}
          loggedOut={loggedOut}
          opened={opened}
          out={() => out(entry.session)}
        />
      );
  }
}

/** What there is to see for whoever is logged in. */
function Inside(props: {
  session: Session;
  ended: boolean;
  loggedOut: () => void;
  opened: (session: Session) => void;
  out: () => void;
}) {
  const { session, ended, loggedOut, opened, out } = props;
  const caller = useMemo(() => ({ session, ended, loggedOut }), [session, ended, loggedOut]);
  const { path, query } = usePlace();
  return (
    <CallerContext value={caller}>
      <LiveGrid session={session} loggedOut={loggedOut}>
        {path === "/" && query.has("wall") ? (
          <Fence>
            <Wall />
          </Fence>
        ) : (
          <Frame session={session} out={out}>
            {ended && <LogInAgain opened={opened} />}
            {pageOf(path)?.show(path) ?? (
              <>
                <h1>{texts.noSuchPage}</h1>
                <Empty title={texts.noSuchPageWhy}>
                  <Link to="/">{texts.toOverview}</Link>
                </Empty>
              </>
            )}
          </Frame>
        )}
      </LiveGrid>
    </CallerContext>
  );
}

/** What stands around every page. */
function Frame(props: { session?: Session; out?: () => void; children: ReactNode }) {
  const { session, out, children } = props;
  const { path } = usePlace();
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  const { joins, grid } = useLive();
  const keys = useKeys();
  const page = pageOf(path);
  useEffect(() => {
    const waiting = joins.length > 0 ? `(${joins.length}) ` : "";
    const title = session === undefined ? texts.login.title : (page?.title(path) ?? texts.noSuchPage);
    document.title = `${waiting}${title} · ${grid?.name ?? texts.product}`;
  }, [path, page, session, joins.length, grid?.name]);
  useEffect(() => {
    if (before.current !== path) {
      main.current?.focus(); // whoever reads with a screen reader hears that it is another page
    }
    before.current = path;
  }, [path]);
  return (
    <>
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      <header className="top">
        <Link to="/">
          <span className="brand">
            <img src="/assets/icon.svg" alt="" width="24" height="24" /> {texts.short}
          </span>
        </Link>
        {session !== undefined && (
          <>
            <nav aria-label={texts.navigation}>
              {PAGES.filter((one) => one.inNavigation).map((one) => (
                <Link key={one.root} to={one.root} current={one === page}>
                  {one.word}
                  {one.root === "/join" && joins.length > 0 && <span className="badge">{joins.length}</span>}
                </Link>
              ))}
            </nav>
            <LiveDot />
          </>
        )}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Fence key={path}>{children}</Fence>
      </main>
      <footer className="bottom">
        <span className="who">
          <ThemeChoice />
          <LanguageChoice />
          <button type="button" className="small" onClick={() => keys.show(true)}>
            {texts.keys.help}
          </button>
        </span>
        {session !== undefined && (
          <span className="who">
            {texts.loggedInAs(session.me.name, session.me.role)} <Link to="/settings">{texts.settings.title}</Link>
            <button type="button" className="small" onClick={out}>
              {texts.logOut}
            </button>
          </span>
        )}
        <span className="muted">
          {texts.short} {grid?.version} <a href="/assets/notices.txt">{texts.notices}</a>
        </span>
      </footer>
      <KeySheet open={keys.open} close={() => keys.show(false)} />
    </>
  );
}

const STALE_MS = 8_000;

/** Whether what the page shows is of now. */
function LiveDot() {
  const { link, heardAt } = useLive();
  const ended = useContext(CallerContext)?.ended === true;
  const now = useNow(1_000);
  const old = now - heardAt;
  const stale = link === "live" && old > STALE_MS;
  const { live, connecting, reconnecting } = texts;
  const word = ended ? texts.loggedOut : stale ? reconnecting : { live, connecting, reconnecting }[link];
  return (
    <span className={`dot dot-${stale || ended ? "reconnecting" : link}`}>
      <span role="status">{word}</span>
      {heardAt > 0 && (link !== "live" || stale || ended) && <span>{texts.age(old / 1000)}</span>}
    </span>
  );
}

