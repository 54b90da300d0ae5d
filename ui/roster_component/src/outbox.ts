/** Edits on their way to Python: kept and sent again until an answer says that they were applied. */

import type { Answer, Batch, Edits, Operation, Place } from "./protocol";

/**
 * Python applies a batch once, by its sequence number, so that sending one twice does no harm. A session that
 * is new to us (the server was started again) has applied nothing: what waits is sent to it once more, which is
 * harmless, since operations say what a cell shall be, not by how much it changes.
 */
export class Outbox {
  readonly client: string;
  private session = "";
  private sequence = 0;
  private batches: Batch[] = [];
  private place: Place = [0, 0];

  constructor(client: string = newClient()) {
    this.client = client;
  }

  /** What has not been answered yet, oldest first. */
  get waiting(): readonly Batch[] {
    return this.batches;
  }

  /** What is drawn now. */
  get drawn(): Place {
    return this.place;
  }

  /**
   * Takes operations of one gesture as one batch; returns what is to be sent. drawn: the picture in front of
   * which the gesture began, which hid what came meanwhile.
   */
  add(operations: Operation[], drawn: Place = this.place): Edits {
    this.sequence += 1;
    this.batches.push({ sequence: this.sequence, drawn, operations });
    return this.edits();
  }

  /** Takes in an answer; returns what must be sent again, or null. */
  settle(answer: Answer): Edits | null {
    const fresh = this.session !== "" && answer.session !== this.session;
    this.session = answer.session;
    this.place = answer.place;
    if (answer.client === this.client) {
      this.batches = this.batches.filter((batch) => batch.sequence > answer.sequence);
    }
    return fresh && this.batches.length > 0 ? this.edits() : null;
  }

  private edits(): Edits {
    return { session: this.session, client: this.client, batches: [...this.batches] };
  }
}

function newClient(): string {
  return Math.random().toString(36).slice(2) + Date.now().toString(36);
}
