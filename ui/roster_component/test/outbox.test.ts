import { expect, it } from "vitest";
import { Outbox } from "../src/outbox";
import type { Answer, Operation } from "../src/protocol";

const set = (shift: string | null): Operation => ({ kind: "set", cells: [["001", "2026-11-10", shift]] });
const answer = (sequence: number, session = "s", client = "me", step = 0): Answer => ({
  session,
  client,
  sequence,
  refused: "",
  place: [1, step],
});

it("sends everything that has had no answer, and forgets what has", () => {
  const outbox = new Outbox("me");
  outbox.settle(answer(0));
  outbox.add([set("早班")]);
  expect(outbox.add([set(null)]).batches.map((batch) => batch.sequence)).toEqual([1, 2]);
  expect(outbox.settle(answer(1))).toBeNull();
  expect(outbox.waiting.map((batch) => batch.sequence)).toEqual([2]);
  expect(outbox.add([set("晚班")]).batches.map((batch) => batch.sequence)).toEqual([2, 3]);
});

it("does not take an answer to somebody else for its own", () => {
  const outbox = new Outbox("me");
  outbox.settle(answer(0));
  outbox.add([set("早班")]);
  outbox.settle(answer(7, "s", "other"));
  expect(outbox.waiting).toHaveLength(1);
});

it("sends again what waits when the session is another one", () => {
  const outbox = new Outbox("me");
  outbox.settle(answer(0));
  outbox.add([set("早班")]);
  const again = outbox.settle(answer(0, "fresh", ""));
  expect(again?.session).toBe("fresh");
  expect(again?.batches).toHaveLength(1);
});

it("says in front of which step of the draft a gesture was made", () => {
  const outbox = new Outbox("me");
  outbox.settle(answer(0, "s", "me", 4));
  const before = outbox.drawn;
  outbox.settle(answer(0, "s", "other", 5));
  outbox.add([set("早班")]);
  expect(outbox.add([set("晚班")], before).batches.map((batch) => batch.drawn)).toEqual([[1, 5], [1, 4]]);
});
