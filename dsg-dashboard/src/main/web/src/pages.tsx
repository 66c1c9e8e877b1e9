// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { DataPage } from "./pages/data";
import { JobPage } from "./pages/job";
import { JobsPage } from "./pages/jobs";
import { JoinPage } from "./pages/join";
import { NodePage } from "./pages/node";
import { NodesPage } from "./pages/nodes";
import { Overview } from "./pages/overview";
import { SettingsPage } from "./pages/settings";
import { SharesPage } from "./pages/shares";
import { SubmitPage } from "./pages/submit";
import { texts } from "./texts";

/** A page, and those below it. */
export interface Page {
  readonly root: string;
  readonly word: string;
  readonly inNavigation: boolean;
  readonly title: (path: string) => string;
  readonly show: (path: string) => ReactNode;
}

const plain = (root: string, word: string, show: () => ReactNode, inNavigation = true): Page => ({
  root,
  word,
  inNavigation,
  title: () => word,
  show,
});

/** What stands behind the root in the address, as somebody named it. */
function below(root: string, path: string): string | undefined {
  try {
    return path.startsWith(`${root}/`) ? decodeURIComponent(path.slice(root.length + 1)) : undefined;
  } catch {
    return undefined;
  }
}

/** A page that lists, and below it a page for each. */
const listed = (root: string, word: string, list: () => ReactNode, one: (name: string) => ReactNode, title: (name: string) => string): Page => {
  const name = (path: string): string | undefined => below(root, path);
  return {
    root,
    word,
    inNavigation: true,
    title: (path) => title(name(path) ?? "") || word,
    show: (path) => {
      const which = name(path);
      return which === undefined ? list() : one(which);
    },
  };
};

/** All pages, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  plain("/", texts.overview, () => <Overview />),
  listed("/jobs", texts.jobs.title, () => <JobsPage />, (id) => <JobPage key={id} id={id} />, (id) => (id === "" ? "" : texts.job.one(id))),
  listed("/nodes", texts.nodes.title, () => <NodesPage />, (name) => <NodePage key={name} name={name} />, (name) => name),
  plain("/data", texts.data.title, () => <DataPage />),
  plain("/submit", texts.submit.title, () => <SubmitPage />),
  plain("/join", texts.join, () => <JoinPage />),
  plain("/shares", texts.shares.title, () => <SharesPage />),
  plain("/settings", texts.settings.title, () => <SettingsPage />, false),
];

/** The page of an address, if there is one. */
export const pageOf = (path: string): Page | undefined =>
  PAGES.find((page) => page.root === path) ?? PAGES.find((page) => page.root !== "/" && path.startsWith(`${page.root}/`));
