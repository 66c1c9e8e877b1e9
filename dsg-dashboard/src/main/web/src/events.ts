// SPDX-License-Identifier: Apache-2.0
/** One server-sent event (HTML Living Standard, 9.2). */
export interface ServerEvent {
  readonly kind: string;
  readonly data: string;
}

/**
 * Reads a stream of server-sent events piece by piece, wherever the pieces were cut. The browser's own reader cannot
 * send a token, so this is ours.
 */
export class EventReader {
  private rest = "";
  private kind = "";
  private data: string[] = [];
  private id: string;

  /** @param lastId the id from which an earlier stream was read */
  constructor(lastId: string) {
    this.id = lastId;
  }

  /** The id of the last event that was read whole. */
  lastId = (): string => this.id;

  private pendingId: string | undefined;

  /** The events that this piece completes. */
  read(piece: string): ServerEvent[] {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop() ?? "";
    const events: ServerEvent[] = [];
    for (const line of lines) {
      this.line(line.replace(/\r$/, ""), events);
    }
    return events;
  }

  private line(line: string, events: ServerEvent[]): void {
    if (line === "") {
      this.end(events);
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") {
      this.kind = value;
    } else if (field === "data") {
      this.data.push(value);
    } else if (field === "id") {
      this.pendingId = value;
    }
  }

  private end(events: ServerEvent[]): void {
    if (this.pendingId !== undefined) {
      this.id = this.pendingId;
    }
    if (this.data.length > 0) {
      events.push({ kind: this.kind === "" ? "message" : this.kind, data: this.data.join("\n") });
    }
    this.kind = "";
    this.data = [];
    this.pendingId = undefined;
  }
}
