// SPDX-License-Identifier: Apache-2.0
// Every text of the page, in one place, so that another language is another such file.

const many = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

export const texts = {
  product: "Distributed Science Grid",
  short: "DSG",
  skip: "Skip to the content",
  navigation: "Pages",
  overview: "Overview",
  join: "Add a machine",
  logOut: "Log out",
  loggedInAs: (name: string, role: string) => (name === role ? name : `${name}, ${role}`),
  theme: "Colours",
  themes: { system: "As the system", light: "Light", dark: "Dark" },
  notices: "Licences",
  noSuchPage: "There is no such page",
  noSuchPageWhy: "The address may be of another version, or mistyped.",
  toOverview: "Go to the overview",

  live: "Live",
  connecting: "Connecting",
  reconnecting: "Reconnecting",
  age: (seconds: number) => `${ago(seconds)} old`,

  machines: "Machines",
  jobs: "Jobs",
  machinesOf: (helping: number, all: number) => (helping === all ? `${all}` : `${helping} of ${all}`),
  coresInUse: (used: string, all: string) => `${used} of ${all} cores in use`,
  cores: (count: string) => `${count} ${count === "1" ? "core" : "cores"}`,
  memory: (text: string) => `${text} memory`,
  tasksRun: (count: number) => (count === 0 ? "no task" : many(count, "task", "tasks")),
  noJobs: "No job yet.",
  noJobsHint: "Run something, on any machine where you use dsg:",
  noJobsCommand: "dsg run -- echo hello",
  noJobsExample: "Or see which examples there are:",
  noJobsExampleCommand: "dsg example list",
  noMachine: "No machine has come yet.",
  noMachineHint: "This machine's own node starts with the grid:",
  noMachineCommand: "dsg up",
  onlyOne: "More machines make it faster.",
  onlyOneHint: "On another computer in this network:",
  onlyOneCommand: "dsg join",
  orByCode: "Or let it in with",
  aCode: "a code",
  seeWho: "See which",
  progress: (job: string) => `Progress of ${job}`,
  tasksDone: (over: string, all: string) => `${over} of ${all}`,
  failedTasks: (count: number) => `${count.toLocaleString("en")} failed`,
  cancelledTasks: (count: number) => `${count.toLocaleString("en")} cancelled`,
  cachedTasks: (count: number) => `${count.toLocaleString("en")} reused`,
  showAll: (count: number) => `Show all ${count.toLocaleString("en")} jobs`,
  showFewer: "Show the latest only",
  took: (seconds: number) => (seconds < 1 ? "took under 1 s" : `took ${ago(seconds)}`),
  since: (time: string) => `for ${time}`,
  by: (name: string) => `by ${name}`,
  stuck: "looks stuck",
  stateOf: { ready: "ready", helping: "helping" },

  health: {
    nothing: "No machine is there yet.",
    well: "All is well.",
    attention: "Look at this:",
    nobodyHelps: "No machine takes tasks at the moment.",
    helping: (count: number) => `${many(count, "machine helps", "machines help")}.`,
    alsoReady: (count: number) => `${many(count, "more is", "more are")} ready.`,
    ready: (count: number) => `${many(count, "machine is", "machines are")} ready.`,
    away: (names: string, count: number) => `${names} ${count === 1 ? "is" : "are"} away.`,
    paused: (count: number) => `${many(count, "is", "are")} paused.`,
    more: (count: number) => `${count} others`,
    and: "and",
    jobs: (running: number, waiting: number, paused: number) => {
      const parts = [
        running > 0 ? many(running, "job runs", "jobs run") : "",
        waiting > 0 ? many(waiting, "job waits", "jobs wait") : "",
        paused > 0 ? many(paused, "job is paused", "jobs are paused") : "",
      ].filter(Boolean);
      return parts.length === 0 ? "No job is under way." : `${parts.join(", ")}.`;
    },
    noRoom: (disk: string) => `The disk of the grid (${disk}) is nearly full: it takes no new jobs.`,
    joins: (count: number) => `${many(count, "machine asks", "machines ask")} to join.`,
  },

  joinPage: {
    lead: "Another computer helps as soon as you let it in: by its three words, or by a code.",
    waiting: "Machines that ask to join",
    waitingHint: "Let a machine in only if its screen shows the same three words.",
    nobody: "No machine asks at the moment.",
    nobodyHint: "On the other computer, in the same network, type:",
    nobodyCommand: "dsg join",
    words: "Its three words",
    approve: "Approve",
    reject: "Reject",
    approveOne: (name: string) => `Approve ${name}`,
    rejectOne: (name: string) => `Reject ${name}`,
    approved: (name: string) => `${name} is in the grid now.`,
    rejected: (name: string) => `${name} was turned away.`,
    from: (address: string) => `at ${address}`,
    invite: "A code instead",
    inviteHint: "Whoever has the code can bring a machine in, so keep it as you keep a key. It is shown once.",
    forWhom: "For",
    one: "one machine, for 15 minutes",
    class: "a class",
    uses: "Machines",
    hours: "Hours",
    make: "Make a code",
    end: "End all codes",
    ended: "No code that was made so far lets anybody in any more. Machines that have joined stay.",
    code: "Code",
    typeThis: "On the other machine, type:",
    until: (time: string, uses: number) => `Good until ${time}, for ${many(uses, "machine", "machines")}.`,
    qr: "The command as a QR code",
    onlyHere:
      "The grid listens on this machine only, so no other can join. Start it again without DSG_LISTEN.",
    otherAddresses: (list: string) => `This machine has other addresses, too: ${list}`,
    adminOnly: "Only an admin can add machines.",
    adminOnlyHint: (name: string) => `An admin of the grid can make you one: dsg user role ${name} admin`,
  },

  login: {
    title: "Log in",
    lead: "Open this page with a link that is good once. On the machine where you use dsg, type:",
    command: "dsg ui",
    or: "Or paste a token:",
    token: "Token",
    submit: "Log in",
    checking: "Logging in …",
    ended: "You are logged out: your token has expired or was revoked.",
    kept: "It is kept in this tab only, and forgotten when you close it.",
  },

  copy: "Copy",
  copied: "Copied",
  close: "Close",
  failure: "The page made a mistake.",
  failureHint: "The grid goes on without it. Load the page again; if it comes back, please report this:",
  reload: "Load again",
  notReachable: "The grid cannot be reached.",
  notReachableWhy: "It was stopped, or the connection is broken.",
  notReachableMend: "See whether it is up: dsg status",

  jobStates: {
    waiting: "waiting",
    running: "running",
    paused: "paused",
    done: "done",
    failed: "failed",
    cancelled: "cancelled",
  },
  nodeStates: {
    pending: "asks to join",
    ready: "ready",
    paused: "paused",
    draining: "draining",
    resting: "resting",
    away: "away",
  },
} as const;

/** A moment as people of the browser's country write it, without seconds. */
export function moment(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** A time span as people say it: `12 s`, `3 min`, `2 h 5 min`, `4 d`. */
export function ago(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return minutes < 10 && whole % 60 > 0 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 > 0 && hours < 10 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} d`;
}

/** `512 MiB`, `7.6 GiB`. */
export function memory(mib: number): string {
  return mib < 1024 ? `${mib} MiB` : `${trimmed(mib / 1024)} GiB`;
}

/** At most one digit behind the point, and none that says nothing. */
export function trimmed(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}
