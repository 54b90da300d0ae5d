/* sources: db21f4da273acf52c9be48d508ba64a720dca8b7de96d60a4357b8b5f7672379 */
function c(o, t = {}, ...s) {
  const e = document.createElement(o);
  for (const [i, n] of Object.entries(t))
    n === void 0 || n === !1 || e.setAttribute(i, n === !0 ? "" : String(n));
  return e.append(...s), e;
}
function A(o, t) {
  o.textContent !== t && (o.textContent = t);
}
function ct(o, t, s, e, i = 6) {
  const n = Math.max(0, Math.floor(o / s) - i), r = Math.min(e, Math.ceil((o + t) / s) + i);
  return { first: Math.min(n, r), end: r };
}
function Q(o, t, s, e) {
  const i = o * e;
  return i < t ? i : i + e > t + s ? i + e - s : t;
}
class dt {
  client;
  session = "";
  sequence = 0;
  batches = [];
  place = [0, 0];
  constructor(t = bt()) {
    this.client = t;
  }
  /** What has not been answered yet, oldest first. */
  get waiting() {
    return this.batches;
  }
  /** What is drawn now. */
  get drawn() {
    return this.place;
  }
  /**
   * Takes operations of one gesture as one batch; returns what is to be sent. drawn: the picture in front of
   * which the gesture began, which hid what came meanwhile.
   */
  add(t, s = this.place) {
    return this.sequence += 1, this.batches.push({ sequence: this.sequence, drawn: s, operations: t }), this.edits();
  }
  /** Takes in an answer; returns what must be sent again, or null. */
  settle(t) {
    const s = this.session !== "" && t.session !== this.session;
    return this.session = t.session, this.place = t.place, t.client === this.client && (this.batches = this.batches.filter((e) => e.sequence > t.sequence)), s && this.batches.length > 0 ? this.edits() : null;
  }
  edits() {
    return { session: this.session, client: this.client, batches: [...this.batches] };
  }
}
function bt() {
  return Math.random().toString(36).slice(2) + Date.now().toString(36);
}
const M = -1, C = 1, H = 2, K = 4, z = 8, W = 16, F = 32;
function E(o, t, s = {}) {
  return (o[t] ?? t).replace(/\{(\w+)\}/g, (e, i) => String(s[i] ?? ""));
}
const yt = 340;
function ut(o, t) {
  const s = document.querySelector("[data-testid=stMain]"), e = o.getBoundingClientRect().top + (s?.scrollTop ?? 0);
  return Math.max(yt, window.innerHeight - e - t);
}
const vt = 280;
class pt {
  element = c("div", { class: "tip", role: "tooltip" });
  timer = 0;
  soon(t, s, e) {
    window.clearTimeout(this.timer), this.element.classList.contains("open") ? this.show(t, s, e) : this.timer = window.setTimeout(() => this.show(t, s, e), vt);
  }
  show(t, s, e) {
    window.clearTimeout(this.timer), A(this.element, t), this.element.classList.add("open");
    const { width: i, height: n } = this.element.getBoundingClientRect();
    this.element.style.left = `${Math.max(4, Math.min(s + 12, window.innerWidth - i - 8))}px`;
    const r = e + 16;
    this.element.style.top = `${r + n > window.innerHeight ? Math.max(4, e - n - 12) : r}px`;
  }
  hide() {
    window.clearTimeout(this.timer), this.element.classList.remove("open");
  }
}
function kt(o, t, s, e) {
  const i = Math.max(1, ...o.points.map(([, h, l]) => Math.max(h, l))), n = (h) => Math.round((e - h / i * (e - 4)) * 10) / 10, r = (h) => o.points.map((l, p) => {
    const [m] = l, f = s(m), g = s(m + t);
    return `${p === 0 ? "M" : "L"}${f} ${n(h(l))}H${g}`;
  }).join(""), a = o.points.filter(([, h, l]) => h - l > 0.05).map(([h, l, p]) => `M${s(h)} ${n(l)}H${s(h + t)}V${n(p)}H${s(h)}Z`).join("");
  return { needed: r(([, h]) => h), there: r(([, , h]) => h), short: a, most: i };
}
function V(o, t) {
  return Math.round(o / t) * t;
}
function Mt([o, t], s, e, i, n) {
  const [r, a] = n;
  if (s === "whole") {
    const h = t - o, l = Math.max(r, Math.min(a - h, V(o + e, i)));
    return [l, l + h];
  }
  return s === "start" ? [Math.max(r, Math.min(t - i, V(o + e, i))), t] : [o, Math.min(a, Math.max(o + i, V(t + e, i)))];
}
function $t(o, t) {
  const s = Math.min(8, t / 4);
  return o < s ? "start" : o > t - s ? "end" : "whole";
}
function xt(o, t, s) {
  const e = o === "ArrowLeft" ? -1 : o === "ArrowRight" ? 1 : 0;
  return e === 0 || !t && !s ? null : { part: s ? t ? "start" : "end" : "whole", steps: e };
}
const X = 30, P = 54, rt = 28, At = 450;
let N = new dt();
class Lt {
  constructor(t, s) {
    this.data = t, this.send = s, this.chart.append(this.head, this.body, this.foot), this.scroller.append(this.chart);
    const e = c("div", { class: "toolbar" }, this.search, this.legend);
    this.root.append(e, this.problem, this.scroller, this.status, this.tip.element), this.search.addEventListener("input", () => this.draw()), this.scroller.addEventListener("scroll", () => requestAnimationFrame(() => this.paint())), this.chart.addEventListener("keydown", (i) => this.key(i)), this.chart.addEventListener("pointerdown", (i) => this.press(i)), this.chart.addEventListener("pointermove", (i) => this.move(i)), this.chart.addEventListener("pointerup", () => this.release(!0)), this.chart.addEventListener("pointercancel", () => this.release(!1)), this.chart.addEventListener("focusin", (i) => this.focused(i)), this.chart.addEventListener("focusout", () => this.tip.hide()), this.chart.addEventListener("pointerover", (i) => this.hover(i)), this.chart.addEventListener("pointerleave", () => this.tip.hide()), this.watcher = new ResizeObserver(() => this.draw()), this.watcher.observe(this.root), this.draw();
  }
  root = c("div", { class: "roster gantt" });
  search = c("input", { type: "search", class: "search" });
  legend = c("div", { class: "legend" });
  problem = c("div", { class: "problem", role: "alert" });
  scroller = c("div", { class: "scroller" });
  chart = c("div", { class: "chart" });
  head = c("div", { class: "gantt-head", "aria-hidden": "true" });
  body = c("div", { class: "gantt-body", role: "grid" });
  foot = c("div", { class: "gantt-foot" });
  status = c("div", { class: "status", role: "status", "aria-live": "polite" });
  tip = new pt();
  watcher;
  rows = [];
  shown = /* @__PURE__ */ new Map();
  active = { row: 0, bar: 0 };
  pull = null;
  pending = null;
  perMinute = 1;
  name = 150;
  drag = null;
  update(t, s) {
    this.send = s;
    const e = N.settle(t.answer);
    t.day !== this.data.day && (this.active = { row: 0, bar: 0 }), this.data = t, t.answer.client === N.client && this.tell(t.answer.refused), this.draw(), e && this.send(e);
  }
  close() {
    this.flush(), this.watcher.disconnect(), this.tip.hide(), this.root.remove();
  }
  /** What is done on a row: the data, with moves on top that wait for their answer. */
  activities(t) {
    const s = (e) => {
      let i = e;
      for (const n of N.waiting.flatMap((r) => r.operations))
        n.kind === "activity" && n.agent === t.id && n.day === t.day && n.what === i.what && n.was[0] === i.start && n.was[1] === i.end && (i = { ...i, start: n.to[0], end: n.to[1] });
      return i;
    };
    return t.activities.map(s);
  }
  worker(t) {
    return this.data.workers[this.rows[t]];
  }
  draw() {
    const { data: t } = this, s = this.scroller.clientWidth || 1e3;
    this.scroller.style.maxHeight = `${ut(this.root, 80)}px`, this.name = s < 560 ? 84 : 150, this.root.classList.toggle("narrow", s < 560), this.perMinute = Math.max(s < 560 ? 0.8 : 0.55, (s - this.name) / (t.to - t.from));
    const e = this.search.value.trim().toLowerCase();
    this.rows = t.workers.map((i, n) => n).filter((i) => `${t.workers[i].id} ${t.workers[i].name}`.toLowerCase().includes(e)), this.search.placeholder = t.texts.search ?? "", this.search.setAttribute("aria-label", t.texts.search ?? ""), this.body.setAttribute("aria-label", E(t.texts, "gantt", { day: t.dayWords })), this.body.setAttribute("aria-rowcount", String(this.rows.length)), this.chart.style.width = `${this.name + (t.to - t.from) * this.perMinute}px`, this.chart.style.setProperty("--name", `${this.name}px`), this.chart.style.setProperty("--hour", `${60 * this.perMinute}px`), this.body.style.height = `${this.rows.length * X}px`, this.active.row = Math.max(0, Math.min(this.active.row, this.rows.length - 1)), this.drawHead(), this.drawFoot(), this.drawLegend(), this.paint();
  }
  drawHead() {
    const t = [], s = 60 * this.perMinute < 34 ? 120 : 60;
    for (let e = this.data.from; e < this.data.to; e += s) {
      const i = c("span", { class: e % 1440 === 0 ? "hour midnight" : "hour" }, R(e));
      i.style.left = `${this.name + (e - this.data.from) * this.perMinute}px`, t.push(i);
    }
    this.head.replaceChildren(c("span", { class: "name" }, this.data.texts.column_name ?? ""), ...t);
  }
  drawLegend() {
    this.legend.replaceChildren(
      ...this.data.legend.map(([t, s, e]) => {
        const i = c("span", { class: `swatch ${e}` });
        return i.style.setProperty("--shift", s), c("span", { class: "entry" }, i, c("span", {}, t));
      }),
      ...this.data.editable ? [c("span", { class: "entry hint" }, this.data.texts.gantt_hint ?? "")] : []
    );
  }
  drawFoot() {
    const { data: t } = this, s = (t.to - t.from) * this.perMinute, e = (i) => Math.round((i - t.from) * this.perMinute * 10) / 10;
    this.foot.replaceChildren(
      ...t.lines.map((i) => {
        const { needed: n, there: r, short: a } = kt(i, t.interval, e, P), h = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        h.setAttribute("width", String(s)), h.setAttribute("height", String(P)), h.setAttribute("role", "img"), h.setAttribute("aria-label", E(t.texts, "gantt_line", { queue: i.name }));
        for (const [p, m] of [["short", a], ["there", r], ["needed", n]]) {
          const f = document.createElementNS("http://www.w3.org/2000/svg", "path");
          f.setAttribute("class", `line-${p}`), f.setAttribute("d", m), h.append(f);
        }
        const l = c("div", { class: "line-row", "data-line": i.id }, c("span", { class: "name" }, i.name), h);
        return l.style.height = `${P}px`, l;
      })
    );
  }
  paint() {
    const t = (this.scroller.clientHeight || 600) - rt - this.data.lines.length * P, s = ct(this.scroller.scrollTop, t, X, this.rows.length);
    for (const [e, i] of this.shown)
      (e < s.first || e >= s.end) && (i.remove(), this.shown.delete(e));
    for (let e = s.first; e < s.end; e += 1) {
      let i = this.shown.get(e);
      i === void 0 && (i = c("div", { class: "gantt-row", role: "row" }), this.shown.set(e, i), this.body.append(i)), this.paintRow(i, e);
    }
  }
  paintRow(t, s) {
    const e = this.worker(s), i = this.activities(e), n = this.pull?.spot.row === s ? this.pull : null, r = this.active.row === s ? this.active.bar : -1, a = JSON.stringify([e, i, n, r, this.perMinute, this.data.from, this.data.editable]);
    if (t.dataset.signature === a) return;
    t.dataset.signature = a, t.style.top = `${s * X}px`, t.setAttribute("aria-rowindex", String(s + 1));
    const h = t.querySelector(".bar:focus") !== null || t.contains(this.root.getRootNode().activeElement), l = i.map((f, g) => this.bar(e, f, { row: s, bar: g }, n)), p = Math.max(e.start, this.data.from), m = c("span", { class: "shift-span", "aria-hidden": "true" });
    m.style.left = `${this.name + (p - this.data.from) * this.perMinute}px`, m.style.width = `${(e.end - p) * this.perMinute}px`, t.replaceChildren(
      c("span", { class: "name", role: "rowheader" }, c("span", { class: "who" }, e.name), c("span", { class: "about" }, e.shift)),
      m,
      ...l
    ), h && t.querySelector(`[data-bar="${this.active.bar}"]`)?.focus({ preventScroll: !0 });
  }
  bar(t, s, e, i) {
    const n = i?.spot.bar === e.bar ? i : null, [r, a] = n ? n.to : [s.start, s.end], h = Math.max(r, this.data.from), l = c("span", {
      class: `bar ${s.look}${n ? " pulled" : ""}${s.movable && this.data.editable ? " movable" : ""}`,
      role: "gridcell",
      tabindex: e.row === this.active.row && e.bar === this.active.bar ? 0 : -1,
      "data-row": e.row,
      "data-bar": e.bar,
      "aria-label": `${t.name} ${s.name} ${R(r)}–${R(a)}`
    });
    return l.style.left = `${this.name + (h - this.data.from) * this.perMinute}px`, l.style.width = `${Math.max(2, (a - h) * this.perMinute - 1)}px`, l.style.setProperty("--shift", s.colour), (a - h) * this.perMinute >= 34 && l.append(c("span", { class: "bar-name" }, s.name)), l;
  }
  // By hand
  begin(t, s) {
    const e = this.worker(t.row), i = this.activities(e)[t.bar];
    if (!i || !i.movable || !this.data.editable) return null;
    const n = [i.start, i.end];
    return { spot: t, part: s, was: n, to: n };
  }
  press(t) {
    const s = t.target.closest(".bar");
    if (!s || t.button !== 0) return;
    this.flush();
    const e = { row: Number(s.dataset.row), bar: Number(s.dataset.bar) }, i = e.row === this.active.row && e.bar === this.active.bar && this.hasFocus();
    if (this.choose(e), t.pointerType === "touch" && !i) return;
    const n = s.getBoundingClientRect(), r = this.begin(e, $t(t.clientX - n.left, n.width));
    if (r) {
      this.drag = { x: t.clientX, pull: r }, t.preventDefault();
      try {
        this.chart.setPointerCapture(t.pointerId);
      } catch {
      }
    }
  }
  move(t) {
    if (!this.drag) return;
    const s = (t.clientX - this.drag.x) / this.perMinute;
    this.show(this.pulledBy(this.drag.pull, s));
  }
  release(t) {
    const s = this.pull, e = this.drag !== null;
    this.drag = null, e && (this.pull = null, this.tip.hide(), t && s && this.commit(s), this.paint());
  }
  pulledBy(t, s) {
    const e = this.worker(t.spot.row);
    return { ...t, to: Mt(t.was, t.part, s, this.data.interval, [e.start, e.end]) };
  }
  show(t) {
    this.pull = t, this.paint();
    const [s, e] = t.to;
    A(this.status, `${this.worker(t.spot.row).name} ${R(s)}–${R(e)}`);
  }
  commit({ spot: t, was: s, to: e }) {
    if (s[0] === e[0] && s[1] === e[1]) return;
    const i = this.worker(t.row), n = this.activities(i)[t.bar].what, r = { kind: "activity", agent: i.id, day: i.day, what: n, was: s, to: e };
    this.tell("");
    const a = N.add([r]);
    this.paint(), this.send(a);
  }
  /** Sends what keys have moved; several presses in a row are one move. */
  flush() {
    if (!this.pending) return;
    window.clearTimeout(this.pending.timer);
    const { pull: t } = this.pending;
    this.pending = null, this.pull = null, this.commit(t), this.paint();
  }
  key(t) {
    if (!t.target.closest(".bar")) return;
    const e = xt(t.key, t.shiftKey, t.ctrlKey || t.metaKey);
    if (e) {
      const i = this.pending?.pull.part === e.part ? this.pending.pull : null;
      i || this.flush();
      const n = i ?? this.begin(this.active, e.part);
      if (n) {
        this.pending && window.clearTimeout(this.pending.timer);
        const r = e.part === "start" ? n.to[0] - n.was[0] : e.part === "end" ? n.to[1] - n.was[1] : n.to[0] - n.was[0], a = this.pulledBy(n, r + e.steps * this.data.interval);
        this.pending = { pull: a, timer: window.setTimeout(() => this.flush(), At) }, this.show(a);
      }
    } else if (t.key === "Escape" && (this.pending || this.drag))
      this.pending && window.clearTimeout(this.pending.timer), this.pending = null, this.drag = null, this.pull = null, this.paint();
    else if (t.key === "z" && (t.ctrlKey || t.metaKey)) this.send(N.add([{ kind: "undo" }]));
    else {
      const { row: i, bar: n } = this.active, r = { ArrowLeft: [i, n - 1], ArrowRight: [i, n + 1], ArrowUp: [i - 1, n], ArrowDown: [i + 1, n] }[t.key];
      if (!r) return;
      this.flush();
      const a = Math.max(0, Math.min(this.rows.length - 1, r[0])), h = this.activities(this.worker(a)).length - 1;
      this.choose({ row: a, bar: Math.max(0, Math.min(h, r[1])) });
    }
    t.preventDefault(), t.stopPropagation();
  }
  choose(t) {
    this.active = t;
    const s = this.scroller.clientHeight - rt - this.data.lines.length * P;
    this.scroller.scrollTop = Q(t.row, this.scroller.scrollTop, s, X), this.paint(), this.shown.get(t.row)?.querySelector(`[data-bar="${t.bar}"]`)?.focus({ preventScroll: !0 });
  }
  focused(t) {
    const s = t.target.closest(".bar");
    if (!s) return;
    const e = { row: Number(s.dataset.row), bar: Number(s.dataset.bar) };
    A(this.status, s.getAttribute("aria-label") ?? ""), !(e.row === this.active.row && e.bar === this.active.bar) && (this.active = e, this.paint());
  }
  hover(t) {
    if (t.pointerType === "touch" || this.drag) return;
    const s = t.target.closest(".bar"), e = t.target.closest(".line-row");
    if (s) return this.tip.soon(s.getAttribute("aria-label") ?? "", t.clientX, t.clientY);
    if (!e) return this.tip.hide();
    const i = this.data.from + (t.clientX - this.chart.getBoundingClientRect().left - this.name) / this.perMinute, r = (this.data.lines.find((a) => a.id === e.dataset.line)?.points ?? []).find(([a]) => i >= a && i < a + this.data.interval);
    r ? this.tip.soon(r[3], t.clientX, t.clientY) : this.tip.hide();
  }
  tell(t) {
    A(this.problem, t), this.problem.classList.toggle("open", t !== "");
  }
  hasFocus() {
    const t = this.root.getRootNode();
    return t.activeElement !== null && this.chart.contains(t.activeElement);
  }
}
function R(o) {
  const t = (o % 1440 + 1440) % 1440;
  return `${String(Math.floor(t / 60)).padStart(2, "0")}:${String(t % 60).padStart(2, "0")}`;
}
const Y = (o) => ({ anchor: o, active: o }), J = ({ top: o, left: t, bottom: s, right: e }) => ({
  anchor: { row: o, column: t },
  active: { row: s, column: e }
});
function Et(o, t, s, e, i) {
  const n = Math.max(-o.top, Math.min(e - 1 - o.bottom, s.row - t.row)), r = Math.max(-o.left, Math.min(i - 1 - o.right, s.column - t.column));
  return { top: o.top + n, bottom: o.bottom + n, left: o.left + r, right: o.right + r };
}
function St({ anchor: o, active: t }) {
  return {
    top: Math.min(o.row, t.row),
    bottom: Math.max(o.row, t.row),
    left: Math.min(o.column, t.column),
    right: Math.max(o.column, t.column)
  };
}
function O(o, { row: t, column: s }) {
  return t >= o.top && t <= o.bottom && s >= o.left && s <= o.right;
}
function S(o) {
  const t = [];
  for (let s = o.top; s <= o.bottom; s += 1)
    for (let e = o.left; e <= o.right; e += 1) t.push({ row: s, column: e });
  return t;
}
function G({ row: o, column: t }, s, e) {
  return {
    row: Math.max(0, Math.min(s - 1, o)),
    column: Math.max(0, Math.min(e - 1, t))
  };
}
function Tt({ row: o, column: t }, s, e, i) {
  const n = o * i + t + s;
  return n < 0 || n >= e * i ? { row: o, column: t } : { row: Math.floor(n / i), column: n % i };
}
function Ct(o, t, s) {
  switch (o) {
    case "ArrowUp":
      return { rows: t ? -1e6 : -1, columns: 0 };
    case "ArrowDown":
      return { rows: t ? 1e6 : 1, columns: 0 };
    case "ArrowLeft":
      return { rows: 0, columns: t ? -1e6 : -1 };
    case "ArrowRight":
      return { rows: 0, columns: t ? 1e6 : 1 };
    case "PageUp":
      return { rows: -s, columns: 0 };
    case "PageDown":
      return { rows: s, columns: 0 };
    case "Home":
      return { rows: t ? -1e6 : 0, columns: -1e6 };
    case "End":
      return { rows: t ? 1e6 : 0, columns: 1e6 };
    default:
      return null;
  }
}
function _t(o, t, s) {
  const e = o.closest(".day-head");
  if (e) {
    const r = Number(e.dataset.column);
    return { anchor: { row: t - 1, column: r }, active: { row: 0, column: r } };
  }
  const i = o.closest(".body .name");
  if (!i) return null;
  const n = Number(i.dataset.row);
  return { anchor: { row: n, column: s - 1 }, active: { row: n, column: 0 } };
}
const _ = ({ row: o, column: t }) => `${o}:${t}`;
function D(o, t) {
  return o.filter((s) => t(s) !== s.value);
}
function Ot(o, t, s, e, i = !1) {
  const n = /* @__PURE__ */ new Map(), r = S(o), a = r.map(({ row: l, column: p }) => ({ row: l + t, column: p + s })), h = new Set(a.map(_));
  if (!i) {
    for (const l of r) h.has(_(l)) || n.set(_(l), { ...l, value: M });
    a.forEach((l, p) => {
      if (!O(o, l)) {
        let m = r[p];
        for (; h.has(_(m)); ) m = { row: m.row - t, column: m.column - s };
        n.set(_(m), { ...m, value: e(l) });
      }
    });
  }
  return a.forEach((l, p) => n.set(_(l), { ...l, value: e(r[p]) })), D([...n.values()], e);
}
function st(o, t, s) {
  const e = o.bottom - o.top + 1, i = o.right - o.left + 1, n = (a, h) => (a % h + h) % h, r = S(t).filter((a) => !O(o, a)).map((a) => ({
    ...a,
    value: s({
      row: o.top + n(a.row - o.top, e),
      column: o.left + n(a.column - o.left, i)
    })
  }));
  return D(r, s);
}
function Dt(o, t) {
  const s = o.top === o.bottom ? o.top - 1 : o.top;
  return s < 0 ? [] : st({ ...o, top: s, bottom: s }, { ...o, top: s }, t);
}
function Pt(o, t) {
  const s = o.left === o.right ? o.left - 1 : o.left;
  return s < 0 ? [] : st({ ...o, left: s, right: s }, { ...o, left: s }, t);
}
function at(o, { row: t, column: s }) {
  const e = Math.max(t - o.bottom, o.top - t, 0), i = Math.max(s - o.right, o.left - s, 0);
  return e >= i ? { ...o, top: Math.min(o.top, t), bottom: Math.max(o.bottom, t) } : { ...o, left: Math.min(o.left, s), right: Math.max(o.right, s) };
}
function Nt(o, t, s, e, i, n) {
  const r = o.length, a = Math.max(...o.map((w) => w.length)), h = t.bottom - t.top + 1, l = t.right - t.left + 1, p = h % r === 0 ? h : r, m = l % a === 0 ? l : a, f = [], g = /* @__PURE__ */ new Set();
  let u = 0;
  for (let w = 0; w < p; w += 1)
    for (let b = 0; b < m; b += 1) {
      const k = o[w % r][b % a];
      if (k === void 0) continue;
      const $ = { row: t.top + w, column: t.left + b };
      if ($.row >= s || $.column >= e) {
        u += 1;
        continue;
      }
      const v = i(k);
      v === null ? g.add(k.trim()) : f.push({ ...$, value: v });
    }
  const d = {
    top: t.top,
    left: t.left,
    bottom: Math.min(s, t.top + p) - 1,
    right: Math.min(e, t.left + m) - 1
  };
  return { changes: D(f, n), unknown: [...g], outside: u, box: d };
}
function Rt(o) {
  const t = [];
  let s = [], e = "", i = !1;
  const n = o.replace(/\r\n?/g, `
`);
  for (let r = 0; r < n.length; r += 1) {
    const a = n[r];
    i ? a !== '"' ? e += a : n[r + 1] === '"' ? (e += '"', r += 1) : i = !1 : a === '"' && e === "" ? i = !0 : a === "	" ? (s.push(e), e = "") : a === `
` ? (t.push([...s, e]), s = [], e = "") : e += a;
  }
  return (e !== "" || s.length > 0) && t.push([...s, e]), t.length === 0 && t.push([""]), t;
}
function Kt(o) {
  const t = (s) => /[\t\n"]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
  return o.map((s) => s.map(t).join("	")).join(`
`);
}
function Wt(o, t, s) {
  const e = [];
  return o.length > 0 && e.push(E(s, "unknown_pasted", { words: o.slice(0, 6).join(s.list_separator ?? ", ") })), t > 0 && e.push(E(s, "outside_pasted", { count: t })), e.join(" ");
}
const T = (o) => o.normalize("NFKC").trim().toLowerCase();
function et(o, t) {
  const s = T(o);
  return s === "" || t.some((e) => T(e) === s);
}
function it(o, t) {
  const s = T(o);
  if (s === "") return [];
  const e = [];
  return t.forEach((i, n) => {
    const r = T(i.name), a = i.sort === void 0 && r.includes(s), h = r === s ? 0 : i.sort === "rest" ? 3 : r.startsWith(s) ? 1 : a ? 2 : 3;
    h < 3 && e.push([h, n]);
  }), e.sort((i, n) => i[0] - n[0] || i[1] - n[1]).map(([, i]) => i);
}
function Ft(o, t, s) {
  return et(o, s) ? M : it(o, t)[0] ?? null;
}
function Ht(o, t, s) {
  const e = o.replace(/\s·\s.*$/u, "").replace(/[🔒✎★*\s]+$/u, "");
  if (et(e, s)) return M;
  const i = it(e, t), n = T(e), r = i[0];
  if (r === void 0) return null;
  if (T(t[r].name) === n) return r;
  const a = i.filter((h) => T(t[h].name).startsWith(n));
  return a.length === 1 ? a[0] : null;
}
class qt {
  constructor(t, s) {
    this.refuse = t, this.begins = s, this.input.addEventListener("input", () => this.show()), this.input.addEventListener("compositionstart", () => this.show());
  }
  input = c("input", {
    class: "editor",
    role: "combobox",
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-haspopup": "grid",
    "aria-expanded": "true",
    "aria-controls": "grid"
  });
  list = c("div", { class: "choices", "aria-hidden": "true" });
  /** Between the first sign and Enter, Tab, an arrow or Escape. */
  open = !1;
  shifts = [];
  offWords = [];
  texts = {};
  chosen = 0;
  found = [];
  use(t, s, e) {
    this.shifts = t, this.offWords = s, this.texts = e, this.input.setAttribute("aria-label", e.editor ?? "");
  }
  /** Begins with the text that is there, as F2 does. */
  begin(t) {
    this.input.value = t, this.input.select(), this.show();
  }
  cancel() {
    this.open = !1, this.input.value = "", this.input.classList.remove("open", "wrong"), this.list.replaceChildren(), this.list.classList.remove("open");
  }
  /** What has been typed, or null when nothing is being typed or it means no shift, which is told. */
  take() {
    if (!this.open) return null;
    const t = this.input.value, s = this.found[this.chosen] ?? Ft(t, this.shifts, this.offWords);
    return s === null ? (this.input.classList.add("wrong"), this.refuse(E(this.texts, "unknown_word", { word: t.trim() })), null) : (this.cancel(), s);
  }
  /** Up and down choose among several shifts; returns whether they did. */
  choose(t) {
    return !this.open || this.found.length < 2 ? !1 : (this.chosen = (this.chosen + t + this.found.length) % this.found.length, this.draw(), !0);
  }
  show() {
    this.open || this.begins(), this.open = !0, this.chosen = 0;
    const t = et(this.input.value, this.offWords);
    this.found = t ? [] : it(this.input.value, this.shifts).slice(0, 8), this.input.classList.add("open"), this.input.classList.remove("wrong"), this.draw();
  }
  draw() {
    this.list.replaceChildren(
      ...this.found.map((t, s) => {
        const e = this.shifts[t], i = c(
          "div",
          { class: s === this.chosen ? "choice in" : "choice", "data-shift": t },
          c("span", { class: "swatch" }),
          c("span", {}, e.name),
          c("span", { class: "times" }, e.times)
        );
        return i.firstElementChild.style.setProperty("--shift", e.colour), i;
      })
    ), this.list.classList.toggle("open", this.found.length > 0);
  }
}
function Bt(o, t, s) {
  const { texts: e, shifts: i } = o.data, n = S(t), r = n.map(({ row: d, column: w }) => [o.person(d).id, o.day(w).id]), a = n.map(({ row: d, column: w }) => o.bits(o.rows[d], o.columns[w])), h = r.length === 1 ? r[0] : null, l = n.some((d) => o.read(d) !== M), p = (d, w, b) => ({ name: d, label: e[`menu_${d}`] ?? d, hint: b, run: w }), m = i.map((d, w) => ({ shift: d, place: w })).filter(({ shift: d }) => d.sort === void 0).slice(0, 16).map(({ shift: d, place: w }) => ({ name: `shift-${w}`, label: d.name, colour: d.colour, run: () => s.set(w) })), f = [];
  l && f.push(p("off", () => s.set(M), "Delete")), a.some((d) => !(d & C)) && f.push(p("lock", () => s.run({ kind: "lock", cells: r }))), a.some((d) => d & C) && f.push(p("unlock", () => s.run({ kind: "unlock", cells: r }))), a.some((d) => d & H) && f.push(p("take_back", () => s.run({ kind: "take_back", cells: r })));
  const g = [p("ill", () => s.run({ kind: "ill", cells: r })), p("leave", () => s.run({ kind: "leave", cells: r }))];
  a.some((d) => d & F) && g.unshift(p("approve", () => s.run({ kind: "approve", cells: r }))), a.some((d) => d & (K | W)) && g.push(p("leave_back", () => s.run({ kind: "leave_back", cells: r })));
  const u = [];
  if (h) {
    const [d, w] = h;
    l && u.push(p("who", () => s.run({ kind: "who", agent: d, day: w }))), u.push(p("day", () => s.run({ kind: "day", day: w }))), u.push(p("details", () => s.run({ kind: "details", agent: d, day: w })));
  }
  return [m, f, g, u];
}
const Xt = 24;
class Yt {
  /** turned: called when the coverage is to be folded away, or shown again; returns whether it is shown. */
  constructor(t) {
    this.turned = t;
  }
  element = c("div", { class: "legend" });
  drawn = "";
  draw({ shifts: t, texts: s }, e) {
    const i = JSON.stringify([t, s.legend]);
    if (this.drawn === i) return;
    this.drawn = i;
    const r = [...new Map(t.filter((h) => h.sort === void 0).map((h) => [h.colour + h.name, h])).values()].slice(0, Xt).map((h) => {
      const l = c("span", { class: "chip" }, h.name);
      return l.style.setProperty("--shift", h.colour), c("span", { class: "entry" }, l, c("span", {}, h.times));
    }), a = c("button", { type: "button", class: "toggle", "aria-pressed": String(e) }, s.coverage ?? "");
    a.addEventListener("click", () => a.setAttribute("aria-pressed", String(this.turned()))), this.element.replaceChildren(...r, c("span", { class: "entry" }, s.legend ?? ""), a);
  }
}
function jt(o, t, s, e, i) {
  const n = c("div", { class: "menu", role: "menu", "aria-label": s, tabindex: "-1" });
  n.append(c("div", { class: "menu-title", "aria-hidden": "true" }, s));
  const r = [];
  for (const f of e.filter((g) => g.length > 0)) {
    const g = c("div", { class: f[0].colour ? "menu-group chips" : "menu-group", role: "group" });
    for (const u of f) {
      const d = c("button", { class: "menu-item", role: "menuitem", tabindex: "-1", type: "button", "data-name": u.name });
      u.colour && d.style.setProperty("--shift", u.colour), d.append(c("span", {}, u.label)), u.hint && d.append(c("kbd", {}, u.hint)), d.addEventListener("click", () => {
        l(), u.run();
      }), r.push(d), g.append(d);
    }
    n.append(g);
  }
  let a = !0;
  const h = (f) => {
    f.composedPath().includes(n) || l();
  }, l = () => {
    a && (a = !1, document.removeEventListener("pointerdown", h, !0), n.remove(), i());
  };
  n.addEventListener("keydown", (f) => {
    const g = r.indexOf(n.querySelector(":focus") ?? r[0]), u = { ArrowDown: g + 1, ArrowRight: g + 1, ArrowUp: g - 1, ArrowLeft: g - 1, Home: 0, End: -1 }[f.key];
    if (u !== void 0) r.at(u % r.length).focus();
    else if (f.key === "Escape" || f.key === "Tab") l();
    else return;
    f.preventDefault(), f.stopPropagation();
  }), n.addEventListener("contextmenu", (f) => f.preventDefault()), document.addEventListener("pointerdown", h, !0), o.append(n);
  const { width: p, height: m } = n.getBoundingClientRect();
  return n.style.left = `${Math.max(4, Math.min(t.x, window.innerWidth - p - 8))}px`, n.style.top = `${Math.max(4, Math.min(t.y, window.innerHeight - m - 8))}px`, r[0]?.focus(), l;
}
function ft(o, t) {
  const s = o < 560, e = s ? 76 : o < 900 ? 128 : 164, i = s ? 0 : 62, n = s ? 50 : 62, r = s ? 90 : 132, a = (o - e - i) / Math.max(1, t), h = s ? 38 : 30;
  return { narrow: s, name: e, hours: i, day: Math.max(n, Math.min(r, a)), row: h, head: 40, foot: s ? 24 : 22 };
}
const U = (o) => String(Math.round(o * 10) / 10);
class It {
  grid = c("div", { class: "grid", role: "grid", id: "grid", "aria-multiselectable": "true" });
  head = c("div", { class: "head row", role: "row", "aria-rowindex": "1" });
  body = c("div", { class: "body", role: "rowgroup" });
  foot = c("div", { class: "foot", role: "rowgroup" });
  shown = /* @__PURE__ */ new Map();
  constructor() {
    this.grid.append(c("div", { role: "rowgroup", class: "headgroup" }, this.head), this.body, this.foot);
  }
  /** Draws everything that is in sight. `footRows` of coverage stand below the count of people. */
  paint(t, s, e, i, n, r) {
    const { rows: a, columns: h } = t, l = s.name + h.length * s.day + s.hours, p = this.grid.style;
    p.setProperty("--name", `${s.name}px`), p.setProperty("--day", `${s.day}px`), p.setProperty("--hours", `${s.hours}px`), p.setProperty("--row", `${s.row}px`), p.setProperty("--head", `${s.head}px`), p.setProperty("--foot", `${s.foot}px`), p.width = `${l}px`, this.body.style.height = `${a.length * s.row}px`;
    const m = t.data.texts;
    this.grid.setAttribute("aria-label", m.grid ?? ""), this.grid.setAttribute("aria-rowcount", String(a.length + 2 + t.data.coverage.length)), this.grid.setAttribute("aria-colcount", String(h.length + 2)), this.paintHead(t, e), this.paintFoot(t, r);
    const f = ct(i, n, s.row, a.length), g = [];
    for (const [u, d] of this.shown)
      (u < f.first || u >= f.end) && (g.push(d), this.shown.delete(u));
    for (let u = f.first; u < f.end; u += 1) {
      let d = this.shown.get(u);
      d === void 0 && (d = g.pop() ?? c("div", { class: "row", role: "row" }), d.parentNode !== this.body && this.body.append(d), this.shown.set(u, d)), this.paintRow(d, t, s, u, e);
    }
    for (const u of g) u.remove();
  }
  /** How many rows are in the document; for tests of the window. */
  get drawn() {
    return this.shown.size;
  }
  paintHead(t, s) {
    const { texts: e } = t.data, i = `${t.revision}|${s.left}|${s.right}`;
    if (this.head.dataset.signature === i) return;
    this.head.dataset.signature = i;
    const n = t.columns.map((r, a) => {
      const h = t.data.days[r], l = ["day-head"];
      h.weekend && l.push("weekend"), h.sale && l.push("sale"), h.closed && l.push("closed"), a >= s.left && a <= s.right && l.push("in");
      const p = c(
        "div",
        {
          class: l.join(" "),
          role: "columnheader",
          "aria-colindex": a + 2,
          "data-column": a,
          ...h.note ? { title: h.note } : {}
        },
        c("span", { class: "weekday" }, h.weekday, ...h.mark ? [c("b", {}, h.mark)] : []),
        c("span", { class: "date" }, h.label)
      );
      return h.sale && p.append(c("span", { class: "star", "aria-label": e.sale ?? "", role: "img" }, "★")), p;
    });
    this.head.replaceChildren(
      c("div", { class: "name", role: "columnheader", "aria-colindex": 1 }, e.column_name ?? ""),
      ...n,
      c("div", { class: "hours", role: "columnheader", "aria-colindex": n.length + 2 }, e.column_hours ?? "")
    );
  }
  paintRow(t, s, e, i, n) {
    const r = i >= n.top && i <= n.bottom ? `${n.left}-${n.right}` : "", a = `${s.revision}|${i}|${r}|${e.row}|${e.narrow}`;
    if (t.dataset.drawn === a) return;
    t.dataset.drawn = a;
    const h = s.rows[i], l = s.data.people[h];
    t.style.top = `${i * e.row}px`, t.setAttribute("aria-rowindex", String(i + 2));
    const p = s.columns.length + 2;
    for (; t.childElementCount > p; ) t.lastElementChild.remove();
    for (; t.childElementCount < p; ) t.append(c("div", {}));
    const m = t.children, f = m[0], g = r !== "", u = `${l.id}|${l.name}|${l.about}|${g}|${e.narrow}`;
    f.dataset.signature !== u && (f.dataset.signature = u, f.className = g ? "name in" : "name", f.setAttribute("role", "rowheader"), f.setAttribute("aria-colindex", "1"), f.dataset.row = String(i), f.replaceChildren(c("span", { class: "who" }, l.name)), e.narrow || f.append(c("span", { class: "about" }, l.about))), f.dataset.row = String(i), s.columns.forEach((w, b) => this.paintCell(m[b + 1], s, i, b, n));
    const d = m[p - 1];
    d.className !== "hours" && (d.className = "hours", d.removeAttribute("id"), d.removeAttribute("aria-label"), d.removeAttribute("aria-selected"), d.dataset.signature = "", d.setAttribute("role", "gridcell")), d.setAttribute("aria-colindex", String(p)), A(d, U(s.hours(h)));
  }
  paintCell(t, s, e, i, n) {
    const r = s.rows[e], a = s.columns[i], h = s.value(r, a), l = s.bits(r, a), p = s.waits(r, a), m = O(n, { row: e, column: i }), f = s.data.days[a], g = `${e}|${r}|${a}|${h}|${l}|${p}|${m}|${i}|${s.leave(r, a)}`;
    if (t.dataset.signature === g) return;
    t.dataset.signature = g;
    const { texts: u, shifts: d, people: w } = s.data, b = h === M ? void 0 : d[h], k = s.leave(r, a), $ = l & (K | W | F) ? k || (u.leave_short ?? "") : "", v = b?.name ?? ($ || (u.off_short ?? "")), y = ["cell"];
    b || y.push(l & (K | W) ? "leave" : "off"), l & F && y.push("pending"), l & z && y.push("broken"), (l & H || p) && y.push("changed"), p && y.push("waits"), f.weekend && y.push("weekend"), f.closed && y.push("closed"), t.className = y.join(" "), t.id = `cell-${e}-${i}`, t.setAttribute("role", "gridcell"), t.setAttribute("aria-colindex", String(i + 2)), t.setAttribute("aria-selected", String(m));
    const L = [w[r].name, `${f.weekday} ${f.label}`, v];
    l & C && L.push(u.is_locked ?? ""), (l & H || p) && L.push(u.is_changed ?? ""), l & K && b && L.push(u.on_leave ?? ""), l & W && b && L.push(k), l & F && L.push(u.is_pending ?? ""), l & z && L.push(u.is_broken ?? ""), t.setAttribute("aria-label", L.join(u.separator ?? " "));
    const nt = c("span", { class: "chip" }, v);
    b && nt.style.setProperty("--shift", b.colour);
    const gt = [
      l & C ? "🔒" : "",
      l & H || p ? "✎" : "",
      l & K && b ? "✖" : "",
      l & W && b ? "◐" : "",
      l & F ? u.pending_short ?? "?" : "",
      l & z ? "!" : ""
    ].filter((B) => B !== ""), wt = b ? [c("span", { class: "grip", "aria-hidden": "true" }, "⠿")] : [], ot = gt.map((B) => c("span", { class: `mark${B === "!" ? " alert" : ""}` }, B));
    t.replaceChildren(nt, ...wt, ...ot.length ? [c("span", { class: "marks", "aria-hidden": "true" }, ...ot)] : []);
  }
  paintFoot(t, s) {
    const { texts: e, coverage: i } = t.data, n = `${t.revision}|${s}`;
    if (this.foot.dataset.signature === n) return;
    this.foot.dataset.signature = n;
    const r = t.columns.map((m) => t.working(m)), a = s ? i : [], h = t.rows.length + 2, l = (m, f, g) => c(
      "div",
      { class: "row", role: "row", "aria-rowindex": h + f },
      c("div", { class: "name", role: "rowheader", "aria-colindex": 1 }, m),
      ...g,
      c("div", { class: "hours", role: "gridcell", "aria-colindex": t.columns.length + 2 })
    ), p = r.map(
      (m, f) => c("div", { class: "total", role: "gridcell", "aria-colindex": f + 2 }, String(m))
    );
    this.foot.replaceChildren(
      l(e.people_there ?? "", 0, p),
      ...a.map(
        (m, f) => l(
          m.name,
          f + 1,
          t.columns.map((g, u) => {
            const [d, w, b] = m.cells[g], k = c("div", {
              class: "cover",
              role: "gridcell",
              "aria-colindex": u + 2,
              "data-tip": b
            });
            d >= 0.05 && k.append(c("span", { class: "short" }, `▼${U(d)}`)), w >= 0.05 && k.append(c("span", { class: "over" }, `▲${Math.round(w)}`)), d < 0.05 && w < 0.05 && k.append(c("span", { class: "even" }, "✓"));
            const $ = [...k.children].map((v) => v.textContent).join("");
            return k.setAttribute("aria-label", [$, ...b.split(`
`)].join(e.separator ?? " ")), k;
          })
        )
      )
    );
  }
}
function tt(o, t, s) {
  const e = o.rows[t], i = o.columns[s], { texts: n, shifts: r, people: a, days: h } = o.data, l = r[o.value(e, i)], p = h[i], m = [[a[e].name, `${p.weekday} ${p.label}`, p.note].filter(Boolean).join(" · ")];
  m.push(l ? E(n, "tip_shift", { shift: l.name, times: l.times, hours: U(l.hours) }) : n.tip_off ?? ""), o.bits(e, i) & C && m.push(n.is_locked ?? "");
  const f = o.words(e, i);
  return f && m.push(f), m.join(`
`);
}
function zt(o, t) {
  const { texts: s, shifts: e } = o.data, i = o.rows.length && o.columns.length ? S(t) : [];
  if (i.length === 0) return s.nobody ?? "";
  if (i.length === 1) return tt(o, i[0].row, i[0].column).split(`
`).join("　");
  const n = i.map((a) => e[o.read(a)]).filter((a) => a !== void 0), r = U(n.reduce((a, h) => a + h.hours, 0));
  return E(s, "chosen", { cells: i.length, shifts: n.length, hours: r });
}
const Gt = 4, Ut = 500;
class Vt {
  constructor(t, s) {
    this.area = t, this.host = s, t.addEventListener("pointerdown", (e) => this.press(e)), t.addEventListener("pointermove", (e) => this.drag(e)), t.addEventListener("pointerup", (e) => this.release(e)), t.addEventListener("pointercancel", () => this.forget()), t.addEventListener("dblclick", (e) => {
      const i = s.spotAt(e.clientX, e.clientY, !1);
      i && s.edit(i);
    }), t.addEventListener("contextmenu", (e) => {
      const i = s.spotAt(e.clientX, e.clientY, !1);
      i && (e.preventDefault(), this.forget(), s.menu(i, e.clientX, e.clientY));
    });
  }
  gesture = null;
  started = !1;
  down = { x: 0, y: 0 };
  wasActive = !1;
  timer = 0;
  /** Ends a drag without doing anything, as Escape does; returns whether there was one. */
  forget() {
    window.clearTimeout(this.timer);
    const t = this.started;
    return this.gesture?.kind === "move" && this.host.dragged(this.gesture.from, null, !1), this.gesture?.kind === "fill" && this.host.filling(null), this.gesture = null, this.started = !1, t;
  }
  press(t) {
    if (t.button !== 0) return;
    const s = t.target, e = this.host.spotAt(t.clientX, t.clientY, !1);
    if (this.down = { x: t.clientX, y: t.clientY }, this.started = !1, s.closest(".handle"))
      this.gesture = { kind: "fill" };
    else {
      if (e === null)
        return;
      if (t.pointerType === "touch") {
        this.wasActive = this.host.isSelected(e), this.gesture = { kind: "touch", from: e };
        const { clientX: i, clientY: n } = t;
        this.timer = window.setTimeout(() => {
          this.gesture?.kind === "touch" && (this.gesture = null, this.host.menu(e, i, n));
        }, Ut);
        return;
      } else t.shiftKey ? (this.host.select(e, !0), this.gesture = { kind: "select", from: e }) : this.host.hasShift(e) && (s.closest(".grip") || this.host.isSelected(e)) ? (this.host.isSelected(e) || this.host.select(e, !1), this.gesture = { kind: "move", from: e }) : (this.host.select(e, !1), this.gesture = { kind: "select", from: e });
    }
    t.preventDefault();
    try {
      this.area.setPointerCapture(t.pointerId);
    } catch {
    }
  }
  drag(t) {
    const s = this.gesture;
    if (s === null) return;
    const e = Math.hypot(t.clientX - this.down.x, t.clientY - this.down.y);
    if (s.kind === "touch") {
      e > 10 && this.forget();
      return;
    }
    if (!this.started && e < Gt) return;
    this.started = !0, this.host.nearEdge(t.clientX, t.clientY);
    const i = this.host.spotAt(t.clientX, t.clientY, !0);
    i !== null && (s.kind === "select" ? this.host.select(i, !0) : s.kind === "move" ? this.host.dragged(s.from, i, t.ctrlKey || t.metaKey) : this.host.filling(i));
  }
  release(t) {
    window.clearTimeout(this.timer);
    const s = this.gesture, e = this.started;
    if (this.gesture = null, this.started = !1, s === null) return;
    const i = this.host.spotAt(t.clientX, t.clientY, !0);
    s.kind === "touch" ? this.wasActive ? this.host.menu(s.from, t.clientX, t.clientY) : this.host.select(s.from, !1) : s.kind === "move" ? (this.host.dragged(s.from, null, !1), e && i ? this.host.dropped(s.from, i, t.ctrlKey || t.metaKey) : this.host.select(s.from, !1)) : s.kind === "fill" && (this.host.filling(null), e && i && this.host.filled(i));
  }
}
const mt = {
  text: "",
  team: "",
  skill: "",
  shift: "",
  changed: !1,
  broken: !1,
  order: "file",
  span: "two",
  from: 0
}, q = { week: 7, two: 14, all: 400 };
class Jt {
  data;
  wanted;
  /** Positions of people, in the order of rows; of days, in the order of columns. */
  rows = [];
  columns = [];
  /** Grows whenever something on the sheet may differ: what was drawn of an older one is drawn again. */
  revision = 0;
  marks = /* @__PURE__ */ new Map();
  people = /* @__PURE__ */ new Map();
  dayPlaces = /* @__PURE__ */ new Map();
  shiftPlaces = /* @__PURE__ */ new Map();
  /** Values and locks of batches that wait for their answer. */
  over = /* @__PURE__ */ new Map();
  overLocks = /* @__PURE__ */ new Map();
  constructor(t, s = mt) {
    this.data = t, this.wanted = s, this.take(t, []);
  }
  /** New data from Python, and the batches that it does not know yet. */
  take(t, s) {
    this.data = t, this.people = new Map(t.people.map((e, i) => [e.id, i])), this.dayPlaces = new Map(t.days.map((e, i) => [e.id, i])), this.shiftPlaces = new Map(t.shifts.map((e, i) => [e.name, i])), this.marks = new Map(t.marks.map((e) => [`${e[0]}:${e[1]}`, e])), this.lay(s), this.arrange();
  }
  /** Lays waiting batches over the data. */
  lay(t) {
    this.revision += 1, this.over.clear(), this.overLocks.clear();
    for (const s of t)
      for (const e of s.operations)
        if (e.kind === "set")
          for (const [i, n, r] of e.cells) {
            const a = this.place(i, n), h = r === null ? M : this.shiftPlaces.get(r);
            a !== null && h !== void 0 && this.over.set(a, h);
          }
        else if (e.kind === "lock" || e.kind === "unlock")
          for (const [i, n] of e.cells) {
            const r = this.place(i, n);
            r !== null && this.overLocks.set(r, e.kind === "lock");
          }
  }
  /** Chooses rows and columns anew. Rows are chosen by what Python knows, so that none goes while it is edited. */
  arrange() {
    this.revision += 1;
    const { text: t, team: s, skill: e, shift: i, changed: n, broken: r, order: a } = this.wanted, { people: h, days: l } = this.data, p = q[this.wanted.span], m = Math.max(0, Math.min(this.wanted.from, l.length - p));
    this.columns = l.map((v, y) => y).slice(m, m + p);
    const f = t.normalize("NFKC").trim().toLowerCase(), g = this.shiftPlaces.get(i), u = (v) => new Set(this.data.marks.filter((y) => y[2] & v).map((y) => y[0])), d = n ? u(H) : null, w = r ? u(z) : null, b = (v, y) => (f === "" || v.name.toLowerCase().includes(f) || v.id.toLowerCase().includes(f)) && (s === "" || v.team === s) && (e === "" || v.skills.includes(e)) && (g === void 0 || this.columns.some((L) => this.data.cells[y][L] === g)) && (d === null || d.has(y)) && (w === null || w.has(y));
    this.rows = h.map((v, y) => y).filter((v) => b(h[v], v));
    const k = new Intl.Collator(["zh", "en"]), $ = h.map((v, y) => this.hours(y));
    a === "name" && this.rows.sort((v, y) => k.compare(h[v].name, h[y].name) || v - y), a === "hours" && this.rows.sort((v, y) => $[y] - $[v] || v - y), a === "burden" && this.rows.sort((v, y) => h[y].burden - h[v].burden || v - y);
  }
  person(t) {
    return this.data.people[this.rows[t]];
  }
  day(t) {
    return this.data.days[this.columns[t]];
  }
  value(t, s) {
    return this.over.get(`${t}:${s}`) ?? this.data.cells[t]?.[s] ?? M;
  }
  /** The value at a place on screen. */
  read = ({ row: t, column: s }) => this.value(this.rows[t], this.columns[s]);
  /** Whether a change of the cell waits for its answer. */
  waits(t, s) {
    const e = `${t}:${s}`;
    return this.over.has(e) || this.overLocks.has(e);
  }
  bits(t, s) {
    const e = `${t}:${s}`, i = this.marks.get(e)?.[2] ?? 0, n = this.overLocks.get(e);
    return n === void 0 ? i : n ? i | C : i & ~C;
  }
  /** The leave of a cell in short; "" where there is none. */
  leave(t, s) {
    return this.marks.get(`${t}:${s}`)?.[4] ?? "";
  }
  words(t, s) {
    return this.marks.get(`${t}:${s}`)?.[3] ?? "";
  }
  /** Paid hours of a person over the whole plan, waiting edits included. */
  hours(t) {
    let s = 0;
    for (let e = 0; e < this.data.days.length; e += 1)
      s += this.data.shifts[this.value(t, e)]?.hours ?? 0;
    return s;
  }
  /** How many people work on a day, waiting edits included; those filtered away count, too. */
  working(t) {
    let s = 0;
    for (let e = 0; e < this.data.people.length; e += 1) {
      const i = this.data.shifts[this.value(e, t)];
      i && i.sort !== "leave" && (s += 1);
    }
    return s;
  }
  /** Changes on screen as cells of people and days. */
  cells(t) {
    return t.map(({ row: s, column: e, value: i }) => [
      this.person(s).id,
      this.day(e).id,
      i === M ? null : this.data.shifts[i].name
    ]);
  }
  /** Names of the shifts of a box, row by row, as a spreadsheet takes them. */
  names({ top: t, bottom: s, left: e, right: i }) {
    const n = [];
    for (let r = t; r <= s; r += 1) {
      const a = [];
      for (let h = e; h <= i; h += 1) {
        const l = this.read({ row: r, column: h });
        a.push(l === M ? this.data.texts.off_short ?? "" : this.data.shifts[l].name);
      }
      n.push(a);
    }
    return n;
  }
  /** Person and day of a place on screen; empty where there is none. */
  idsAt({ row: t, column: s }) {
    const e = this.data.people[this.rows[t] ?? -1], i = this.data.days[this.columns[s] ?? -1];
    return [e?.id ?? "", i?.id ?? ""];
  }
  /** The opposite; the first row or column for who or what is not shown. */
  spotOf([t, s]) {
    const e = this.rows.findIndex((n) => this.data.people[n].id === t), i = this.columns.findIndex((n) => this.data.days[n].id === s);
    return { row: Math.max(0, e), column: Math.max(0, i) };
  }
  place(t, s) {
    const e = this.people.get(t), i = this.dayPlaces.get(s);
    return e === void 0 || i === void 0 ? null : `${e}:${i}`;
  }
}
const Zt = 3e3, ht = /* @__PURE__ */ new Map(), j = 24, I = 12;
class Qt {
  constructor(t, s, e) {
    this.scroller = t, this.plane = s, this.sheet = e, this.metrics = ft(1e3, e.columns.length);
  }
  metrics;
  footOpen = !0;
  /** The cell at a point of the window; clamped: the nearest one, else null outside of all that are seen. */
  spotAt(t, s, e) {
    const i = this.plane.getBoundingClientRect(), n = this.scroller.getBoundingClientRect(), { name: r, day: a, row: h, head: l } = this.metrics, p = { row: Math.floor((s - i.top - l) / h), column: Math.floor((t - i.left - r) / a) }, m = this.sheet.rows.length, f = this.sheet.columns.length;
    return m === 0 || f === 0 ? null : e ? G(p, m, f) : t < n.left + r || s < n.top + l || s > n.bottom - this.footHeight() || p.row < 0 || p.row >= m || p.column < 0 || p.column >= f ? null : p;
  }
  /** The middle of a cell, as a point of the window. */
  pointOf({ row: t, column: s }) {
    const e = this.plane.getBoundingClientRect(), { name: i, day: n, row: r, head: a } = this.metrics;
    return { x: e.left + i + (s + 0.5) * n, y: e.top + a + (t + 0.5) * r };
  }
  /** Lays an element over the cells of a box. */
  place(t, { top: s, left: e, bottom: i, right: n }) {
    const { name: r, day: a, row: h, head: l } = this.metrics;
    t.style.left = `${r + e * a}px`, t.style.top = `${l + s * h}px`, t.style.width = `${(n - e + 1) * a}px`, t.style.height = `${(i - s + 1) * h}px`;
  }
  /** Scrolls on while something is dragged near an edge. */
  nearEdge(t, s) {
    const e = this.scroller.getBoundingClientRect(), { name: i, head: n } = this.metrics;
    s > e.bottom - this.footHeight() - j && (this.scroller.scrollTop += I), s < e.top + n + j && (this.scroller.scrollTop -= I), t > e.right - j && (this.scroller.scrollLeft += I), t < e.left + i + j && (this.scroller.scrollLeft -= I);
  }
  /** Scrolls a cell into what is seen. */
  reveal({ row: t, column: s }) {
    const { name: e, day: i, row: n, hours: r } = this.metrics;
    this.scroller.scrollTop = Q(t, this.scroller.scrollTop, this.high(), n);
    const a = this.scroller.clientWidth - e - r;
    this.scroller.scrollLeft = Q(s, this.scroller.scrollLeft, a, i);
  }
  /** Pixels of the window in which rows are seen. */
  high() {
    return this.scroller.clientHeight - this.metrics.head - this.footHeight();
  }
  footHeight() {
    return this.metrics.foot * (1 + (this.footOpen ? this.sheet.data.coverage.length : 0));
  }
}
class ts {
  constructor(t, s) {
    this.changed = t, this.turn = s;
  }
  element = c("div", { class: "toolbar" });
  signature = "";
  draw(t, s) {
    const { texts: e } = t, i = JSON.stringify([e, t.teams, t.skills, t.shifts.map((a) => a.name), t.days.length]);
    i !== this.signature && (this.signature = i, this.build(t, s));
    for (const a of ["changed", "broken"])
      this.element.querySelector(`[data-name=${a}]`)?.setAttribute("aria-pressed", String(s[a]));
    for (const a of Object.keys(q))
      this.element.querySelector(`[data-name=span-${a}]`)?.setAttribute("aria-pressed", String(s.span === a));
    const n = q[s.span], r = Math.max(0, t.days.length - n);
    this.element.querySelector("[data-name=before]").disabled = s.from <= 0, this.element.querySelector("[data-name=after]").disabled = s.from >= r;
    for (const a of this.element.querySelectorAll(".days")) a.hidden = t.days.length <= 7;
  }
  build({ texts: t, teams: s, skills: e, shifts: i, days: n }, r) {
    const a = c("input", {
      type: "search",
      class: "search",
      placeholder: t.search ?? "",
      "aria-label": t.search ?? ""
    });
    a.value = r.text, a.addEventListener("input", () => this.changed({ text: a.value }));
    const h = (u, d, w) => {
      const b = c("select", { "aria-label": t[u] ?? "", "data-name": u });
      d && b.append(c("option", { value: "" }, d));
      for (const [k, $] of w) b.append(c("option", { value: k }, $));
      return b.value = r[u], b.addEventListener("change", () => this.changed({ [u]: b.value })), b;
    }, l = (u) => {
      const d = c("button", { type: "button", class: "toggle", "data-name": u, "aria-pressed": "false" }, t[u] ?? "");
      return d.addEventListener("click", () => this.changed({ [u]: d.getAttribute("aria-pressed") !== "true" })), d;
    }, p = (u) => {
      const d = c("button", { type: "button", class: "toggle", "data-name": `span-${u}` }, t[`span_${u}`] ?? "");
      return d.addEventListener("click", () => this.changed({ span: u })), d;
    }, m = (u, d, w) => {
      const b = c("button", { type: "button", class: "turn", "data-name": u, "aria-label": t[u] ?? "" }, d);
      return b.addEventListener("click", () => this.turn(w)), b;
    }, f = ["file", "name", "hours", "burden"], g = n.length > 14 ? ["week", "two", "all"] : ["week", "two"];
    this.element.replaceChildren(
      a,
      ...s.length > 1 ? [h("team", t.all_teams ?? "", s.map((u) => [u, u]))] : [],
      ...e.length > 1 ? [h("skill", t.all_skills ?? "", e)] : [],
      h("shift", t.all_shifts ?? "", i.filter((u) => u.sort !== "leave").map((u) => [u.name, u.name])),
      h("order", "", f.map((u) => [u, t[`order_${u}`] ?? u])),
      c("span", { class: "toggles" }, l("changed"), l("broken")),
      c("span", { class: "days toggles" }, m("before", "‹", -1), ...g.map(p), m("after", "›", 1))
    );
  }
}
function lt(o, t, s) {
  const e = { ...o, ...t };
  return { ...e, from: Math.max(0, Math.min(e.from, Math.max(0, s - q[e.span]))) };
}
const x = (o) => (o(), !0);
class ss {
  constructor(t, s, e) {
    this.send = s, this.key = e;
    const i = Math.max(0, t.days.findIndex((h) => h.id === t.firstShown)), n = ht.get(e);
    this.outbox = n?.outbox ?? new dt();
    const r = window.innerWidth < 560, a = n?.wanted ?? { ...mt, span: r ? "week" : "two", from: i };
    this.sheet = new Jt(t, a), this.stage = new Qt(this.scroller, this.plane, this.sheet), n && (this.selection = n.selection, this.stage.footOpen = n.footOpen), this.frame.append(this.handle), this.plane.append(this.painter.grid, this.frame, this.ghost, this.editor.input, this.editor.list), this.scroller.append(this.plane), this.root.append(this.toolbar.element, this.problem, this.scroller, this.status, this.legend.element, this.tip.element), this.pointer = new Vt(this.plane, this), this.listen(), this.watcher = new ResizeObserver(() => this.measure()), this.watcher.observe(this.root), this.draw(), n && requestAnimationFrame(() => {
      [this.scroller.scrollLeft, this.scroller.scrollTop] = n.scroll, Date.now() - n.focused < Zt && this.focus();
    });
  }
  root = c("div", { class: "roster" });
  scroller = c("div", { class: "scroller" });
  plane = c("div", { class: "plane" });
  frame = c("div", { class: "frame", "aria-hidden": "true" });
  handle = c("div", { class: "handle" });
  ghost = c("div", { class: "ghost", "aria-hidden": "true" });
  legend = new Yt(() => this.turnFoot());
  status = c("div", { class: "status", role: "status", "aria-live": "polite" });
  problem = c("div", { class: "problem", role: "alert" });
  painter = new It();
  editor = new qt(
    (t) => this.tell(t),
    () => this.typedAt = this.outbox.drawn
  );
  toolbar = new ts(
    (t) => this.want(lt(this.sheet.wanted, t, this.sheet.data.days.length)),
    (t) => this.turn(t)
  );
  tip = new pt();
  outbox;
  pointer;
  watcher;
  sheet;
  stage;
  selection = Y({ row: 0, column: 0 });
  /** What was drawn when typing began: the editor hides the cell, so what comes meanwhile is not seen. */
  typedAt = [0, 0];
  leaves = !1;
  frameWanted = 0;
  closeMenu = null;
  /** New data: what was answered goes out of the way; selection, scroll position and focus stay. */
  update(t, s) {
    this.send = s;
    const e = this.outbox.settle(t.answer), i = this.sheet.idsAt(this.selection.active), n = this.sheet.idsAt(this.selection.anchor);
    this.sheet.take(t, this.outbox.waiting), this.selection = { active: this.sheet.spotOf(i), anchor: this.sheet.spotOf(n) }, t.answer.client === this.outbox.client && t.answer.refused && this.tell(t.answer.refused), this.draw(), e && this.send(e);
  }
  close() {
    ht.set(this.key, {
      wanted: this.sheet.wanted,
      selection: this.selection,
      scroll: [this.scroller.scrollLeft, this.scroller.scrollTop],
      footOpen: this.stage.footOpen,
      outbox: this.outbox,
      focused: this.hasFocus() ? Date.now() : 0
    }), this.watcher.disconnect(), this.closeMenu?.(), this.tip.hide(), this.root.remove();
  }
  // What the pointer asks and tells
  box() {
    return St(this.selection);
  }
  spotAt(t, s, e) {
    return this.stage.spotAt(t, s, e);
  }
  isSelected(t) {
    return this.hasFocus() && O(this.box(), t);
  }
  hasShift(t) {
    return this.sheet.read(t) !== M;
  }
  select(t, s) {
    this.commitTyped() && (this.selection = s ? { ...this.selection, active: t } : Y(t), this.editor.input.inputMode = "text", this.focus(), this.draw());
  }
  dragged(t, s, e) {
    if (s === null) {
      this.ghost.classList.remove("open");
      return;
    }
    const i = this.targetBox(t, s);
    this.stage.place(this.ghost, i), this.ghost.classList.add("open");
    const { texts: n } = this.sheet.data, r = S(i).some((a) => !O(this.box(), a) && this.sheet.read(a) !== M);
    A(this.ghost, e ? n.drag_copy ?? "" : r ? n.drag_swap ?? "" : n.drag_move ?? "");
  }
  dropped(t, s, e) {
    const i = this.box(), n = this.targetBox(t, s);
    this.change(Ot(i, n.top - i.top, n.left - i.left, this.sheet.read, e)), this.selection = J(n), this.draw();
  }
  filling(t) {
    this.ghost.classList.toggle("open", t !== null), t && this.stage.place(this.ghost, at(this.box(), t)), A(this.ghost, "");
  }
  filled(t) {
    const s = this.box(), e = at(s, t);
    this.change(st(s, e, this.sheet.read)), this.selection = J(e), this.draw();
  }
  menu(t, s, e) {
    O(this.box(), t) || this.select(t, !1), this.tip.hide(), this.closeMenu?.();
    const i = S(this.box()).length, n = Bt(this.sheet, this.box(), {
      set: (a) => this.setAll(a),
      run: (a) => this.run([a])
    }), r = i > 1 ? E(this.sheet.data.texts, "cells_chosen", { count: i }) : `${this.sheet.person(t.row).name} · ${this.sheet.day(t.column).weekday} ${this.sheet.day(t.column).label}`;
    this.closeMenu = jt(this.root, { x: s, y: e }, r, n, () => {
      this.closeMenu = null, this.focus();
    });
  }
  edit(t) {
    this.select(t, !1);
    const s = this.sheet.read(t);
    this.editor.begin(s === M ? "" : this.sheet.data.shifts[s].name), this.placeEditor();
  }
  nearEdge(t, s) {
    this.stage.nearEdge(t, s);
  }
  // Changes
  change(t, s) {
    t.length > 0 && this.run([{ kind: "set", cells: this.sheet.cells(t) }], s);
  }
  /** Every chosen cell gets the same shift. */
  setAll(t, s) {
    this.change(D(S(this.box()).map((e) => ({ ...e, value: t })), this.sheet.read), s);
  }
  run(t, s) {
    this.tell("");
    const e = this.outbox.add(t, s);
    this.sheet.lay(this.outbox.waiting), this.draw(), this.send(e);
  }
  /** Takes what is being typed; false when it means no shift and typing goes on. */
  commitTyped() {
    if (!this.editor.open) return !0;
    const t = this.editor.take();
    return t === null ? !1 : (this.change(D([{ ...this.selection.active, value: t }], this.sheet.read), this.typedAt), !0);
  }
  // Keys
  listen() {
    const { input: t } = this.editor;
    t.addEventListener("keydown", (s) => this.key_(s)), t.addEventListener("copy", (s) => this.copy(s)), t.addEventListener("cut", (s) => {
      this.copy(s) && this.setAll(M);
    }), t.addEventListener("paste", (s) => this.paste(s)), t.addEventListener("focus", () => this.mark()), t.addEventListener("blur", () => {
      this.mark(), this.tip.hide(), this.editor.open && this.editor.take() === null && this.editor.cancel();
    }), this.editor.list.addEventListener("pointerdown", (s) => {
      const e = s.target.closest(".choice");
      s.preventDefault(), e && (this.editor.cancel(), this.change(D([{ ...this.selection.active, value: Number(e.dataset.shift) }], this.sheet.read), this.typedAt));
    }), this.scroller.addEventListener("scroll", () => {
      this.tip.hide(), this.frameWanted === 0 && (this.frameWanted = requestAnimationFrame(() => {
        this.frameWanted = 0, this.paint();
      }));
    }), this.painter.grid.addEventListener("click", (s) => this.headClick(s)), this.plane.addEventListener("pointerover", (s) => this.hover(s)), this.plane.addEventListener("pointerleave", () => this.tip.hide());
  }
  key_(t) {
    if (t.isComposing || t.keyCode === 229) return;
    const s = t.ctrlKey || t.metaKey;
    (this.editor.open ? this.typingKey(t) : this.gridKey(t, s)) && (t.preventDefault(), t.stopPropagation()), t.key !== "Escape" && t.key !== "Tab" && t.key !== "Shift" && (this.leaves = !1);
  }
  typingKey(t) {
    switch (t.key) {
      case "Escape":
        return this.editor.cancel(), this.tell(""), this.draw(), !0;
      case "ArrowUp":
      case "ArrowDown": {
        const s = t.key === "ArrowDown" ? 1 : -1;
        return this.editor.choose(s) || this.commitTyped() && this.step(s, 0, !1), !0;
      }
      case "Enter":
        return this.box().top !== this.box().bottom || this.box().left !== this.box().right ? this.commitToAll() : (this.commitTyped() && this.step(t.shiftKey ? -1 : 1, 0, !1), !0);
      case "Tab":
        return this.commitTyped() && this.tab(t.shiftKey), !0;
      default:
        return !1;
    }
  }
  /** Enter over several cells: what was typed goes into all of them. */
  commitToAll() {
    const t = this.editor.take();
    return x(() => t !== null && this.setAll(t, this.typedAt));
  }
  gridKey(t, s) {
    const e = t.key.toLowerCase();
    if (s && e === "d") return x(() => this.change(Dt(this.box(), this.sheet.read)));
    if (s && e === "r") return x(() => this.change(Pt(this.box(), this.sheet.read)));
    if (s && e === "z") return x(() => this.run([{ kind: "undo" }]));
    if (s && e === "a")
      return x(() => {
        const n = { row: this.sheet.rows.length - 1, column: this.sheet.columns.length - 1 };
        this.selection = { anchor: { row: 0, column: 0 }, active: n }, this.draw();
      });
    const i = Ct(t.key, s, Math.max(1, Math.floor(this.stage.high() / this.stage.metrics.row) - 1));
    return i ? x(() => this.step(i.rows, i.columns, t.shiftKey)) : t.key === "Enter" ? x(() => this.step(t.shiftKey ? -1 : 1, 0, !1)) : t.key === "Tab" ? !this.leaves && this.tab(t.shiftKey) : t.key === "Delete" || t.key === "Backspace" ? x(() => this.setAll(M)) : t.key === "F2" ? x(() => this.edit(this.selection.active)) : t.key === "Escape" ? (this.pointer.forget() || (this.leaves = !0, this.tell(this.sheet.data.texts.tab_leaves ?? "", !1)), !0) : t.key === "ContextMenu" || t.key === "F10" && t.shiftKey ? x(() => {
      const { x: n, y: r } = this.stage.pointOf(this.selection.active);
      this.menu(this.selection.active, n, r);
    }) : !1;
  }
  step(t, s, e) {
    const { row: i, column: n } = this.selection.active;
    this.go({ row: i + t, column: n + s }, e);
  }
  tab(t) {
    const { active: s } = this.selection, e = Tt(s, t ? -1 : 1, this.sheet.rows.length, this.sheet.columns.length);
    return e.row === s.row && e.column === s.column ? !1 : (this.go(e, !1), !0);
  }
  go(t, s) {
    const e = G(t, this.sheet.rows.length, this.sheet.columns.length);
    this.selection = s ? { ...this.selection, active: e } : Y(e), this.stage.reveal(e), this.draw();
    const { x: i, y: n } = this.stage.pointOf(e);
    this.sheet.words(this.sheet.rows[e.row], this.sheet.columns[e.column]) !== "" ? this.tip.show(tt(this.sheet, e.row, e.column), i, n + this.stage.metrics.row / 2) : this.tip.hide();
  }
  // Clipboard
  copy(t) {
    return this.editor.open || !t.clipboardData ? !1 : (t.clipboardData.setData("text/plain", Kt(this.sheet.names(this.box()))), t.preventDefault(), !0);
  }
  paste(t) {
    if (this.editor.open || !t.clipboardData) return;
    t.preventDefault();
    const { shifts: s, offWords: e, texts: i } = this.sheet.data, n = Rt(t.clipboardData.getData("text/plain")), { rows: r, columns: a } = this.sheet, h = (m) => Ht(m, s, e), l = Nt(n, this.box(), r.length, a.length, h, this.sheet.read);
    this.change(l.changes), this.selection = J(l.box), this.draw();
    const p = Wt(l.unknown, l.outside, i);
    p && this.tell(p);
  }
  // What is seen
  want(t) {
    if (!this.commitTyped()) return;
    const s = this.sheet.idsAt(this.selection.active);
    this.sheet.wanted = t, this.sheet.arrange(), this.selection = Y(this.sheet.spotOf(s)), this.measure();
  }
  turn(t) {
    const { wanted: s, data: e } = this.sheet, i = s.from + t * q[s.span];
    this.want(lt(s, { from: i }, e.days.length));
  }
  turnFoot() {
    return this.stage.footOpen = !this.stage.footOpen, this.draw(), this.stage.footOpen;
  }
  measure() {
    const t = this.scroller.clientWidth;
    t > 0 && (this.stage.metrics = ft(t, this.sheet.columns.length)), this.root.classList.toggle("narrow", this.stage.metrics.narrow), this.scroller.style.maxHeight = `${ut(this.root, 130)}px`, this.draw();
  }
  draw() {
    const { data: t, rows: s, columns: e } = this.sheet, i = [s.length, e.length];
    this.selection = { anchor: G(this.selection.anchor, ...i), active: G(this.selection.active, ...i) }, this.toolbar.draw(t, this.sheet.wanted), this.editor.use(t.shifts, t.offWords, t.texts), this.legend.draw(t, this.stage.footOpen), this.paint(), this.frame.hidden = s.length === 0 || e.length === 0, this.frame.hidden || this.stage.place(this.frame, this.box()), this.placeEditor(), A(this.status, zt(this.sheet, this.box())), this.mark();
  }
  paint() {
    const { scrollTop: t } = this.scroller;
    this.painter.paint(this.sheet, this.stage.metrics, this.box(), t, this.stage.high() || 700, this.stage.footOpen);
    const { row: s, column: e } = this.selection.active;
    this.editor.input.setAttribute("aria-activedescendant", `cell-${s}-${e}`);
  }
  placeEditor() {
    const { row: t, column: s } = this.selection.active, e = { top: t, bottom: t, left: s, right: s };
    this.stage.place(this.editor.input, e), this.stage.place(this.editor.list, { ...e, top: t + 1, bottom: t + 1 }), this.editor.list.style.width = this.editor.list.style.height = "";
  }
  tell(t, s = !0) {
    A(this.problem, s ? t : ""), s || A(this.status, t), this.problem.classList.toggle("open", s && t !== "");
  }
  mark() {
    this.root.classList.toggle("focused", this.hasFocus());
  }
  hover(t) {
    if (t.pointerType === "touch" || t.buttons !== 0 || this.editor.open) return;
    const s = t.target.closest("[data-tip]");
    if (s) return this.tip.soon(s.dataset.tip, t.clientX, t.clientY);
    const e = this.spotAt(t.clientX, t.clientY, !1);
    if (!e || !t.target.closest(".cell")) return this.tip.hide();
    this.tip.soon(tt(this.sheet, e.row, e.column), t.clientX, t.clientY);
  }
  /** A click on a day chooses its column, on a name its row. */
  headClick(t) {
    const { rows: s, columns: e } = this.sheet, i = _t(t.target, s.length, e.length);
    i && (this.selection = i, this.focus(), this.draw());
  }
  targetBox(t, s) {
    return Et(this.box(), t, s, this.sheet.rows.length, this.sheet.columns.length);
  }
  focus() {
    this.editor.input.focus({ preventScroll: !0 });
  }
  hasFocus() {
    return this.root.getRootNode().activeElement === this.editor.input;
  }
}
const Z = /* @__PURE__ */ new WeakMap();
function es({ data: o, parentElement: t, setStateValue: s }) {
  const e = (r) => s("edits", r);
  let i = Z.get(t);
  i === void 0 && (i = o.kind === "gantt" ? new Lt(o, e) : new ss(o, e, o.kind), t.append(i.root), Z.set(t, i)), i.update(o, e);
  const n = i;
  return () => {
    n.close(), Z.delete(t);
  };
}
export {
  es as default
};
