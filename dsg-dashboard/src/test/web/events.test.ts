// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { EventReader } from "../../main/web/src/events";

const STREAM = "retry: 1000\n\nid: a-7\nevent: job\ndata: {\"id\":1}\n\n: still here\n\nevent: node\ndata: {}\n\n";

describe("a stream of events", () => {
  it("is read alike wherever it is cut", () => {
    const whole = new EventReader("").read(STREAM);
    expect(whole).toEqual([
      { kind: "job", data: '{"id":1}' },
      { kind: "node", data: "{}" },
    ]);
    for (let cut = 1; cut < STREAM.length; cut++) {
      const reader = new EventReader("");
      expect([...reader.read(STREAM.slice(0, cut)), ...reader.read(STREAM.slice(cut))]).toEqual(whole);
      expect(reader.lastId()).toBe("a-7");
    }
  });

  it("gives an id only with the end of its event", () => {
    const reader = new EventReader("a-6");
    reader.read("id: a-7\nevent: job\ndata: {}\n");
    expect(reader.lastId()).toBe("a-6");
    reader.read("\n");
    expect(reader.lastId()).toBe("a-7");
  });

  it("joins the lines of one event's data", () => {
    expect(new EventReader("").read("data: a\ndata: b\r\n\r\n")).toEqual([{ kind: "message", data: "a\nb" }]);
  });
});
