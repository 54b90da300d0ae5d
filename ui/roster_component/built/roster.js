/* sources: 5c01c020531e51dc4b0b6e39345e18b3ba714bc12b89becaebbbd4868ce3b694 */
function u(n, t = {}, ...s) {
  const e = document.createElement(n);
  for (const [i, o] of Object.entries(t))
    o === void 0 || o === !1 || e.setAttribute(i, o === !0 ? "" : String(o));
  return e.append(...s), e;
}
function L(n, t) {
  n.textContent !== t && (n.textContent = t);
}
class tt {
  client;
  session = "";
  sequence = 0;
  batches = [];
  constructor(t = st()) {
    this.client = t;
  }
  /** What has not been answered yet, oldest first. */
  get waiting() {
    return this.batches;
  }
  /** Takes operations of one gesture as one batch; returns what is to be sent. */
  add(t) {
    return this.sequence += 1, this.batches.push({ sequence: this.sequence, operations: t }), this.edits();
  }
  /** Takes in an answer; returns what must be sent again, or null. */
  settle(t) {
    const s = this.session !== "" && t.session !== this.session;
    return this.session = t.session, t.client === this.client && (this.batches = this.batches.filter((e) => e.sequence > t.sequence)), s && this.batches.length > 0 ? this.edits() : null;
  }
  edits() {
    return { session: this.session, client: this.client, batches: [...this.batches] };
  }
}
function st() {
  return Math.random().toString(36).slice(2) + Date.now().toString(36);
}
const M = -1, S = 1, T = 2, K = 4, R = 8;
function _(n, t, s = {}) {
  return (n[t] ?? t).replace(/\{(\w+)\}/g, (e, i) => String(s[i] ?? ""));
}
const N = (n) => ({ anchor: n, active: n });
function et({ anchor: n, active: t }) {
  return {
    top: Math.min(n.row, t.row),
    bottom: Math.max(n.row, t.row),
    left: Math.min(n.column, t.column),
    right: Math.max(n.column, t.column)
  };
}
function O(n, { row: t, column: s }) {
  return t >= n.top && t <= n.bottom && s >= n.left && s <= n.right;
}
function $(n) {
  const t = [];
  for (let s = n.top; s <= n.bottom; s += 1)
    for (let e = n.left; e <= n.right; e += 1) t.push({ row: s, column: e });
  return t;
}
function W({ row: n, column: t }, s, e) {
  return {
    row: Math.max(0, Math.min(s - 1, n)),
    column: Math.max(0, Math.min(e - 1, t))
  };
}
function it({ row: n, column: t }, s, e, i) {
  const o = n * i + t + s;
  return o < 0 || o >= e * i ? { row: n, column: t } : { row: Math.floor(o / i), column: o % i };
}
function ot(n, t, s) {
  switch (n) {
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
const C = ({ row: n, column: t }) => `${n}:${t}`;
function E(n, t) {
  return n.filter((s) => t(s) !== s.value);
}
function nt(n, t, s, e, i = !1) {
  const o = /* @__PURE__ */ new Map(), a = $(n), r = a.map(({ row: h, column: c }) => ({ row: h + t, column: c + s })), l = new Set(r.map(C));
  if (!i) {
    for (const h of a) l.has(C(h)) || o.set(C(h), { ...h, value: M });
    r.forEach((h, c) => {
      if (!O(n, h)) {
        let m = a[c];
        for (; l.has(C(m)); ) m = { row: m.row - t, column: m.column - s };
        o.set(C(m), { ...m, value: e(h) });
      }
    });
  }
  return r.forEach((h, c) => o.set(C(h), { ...h, value: e(a[c]) })), E([...o.values()], e);
}
function j(n, t, s) {
  const e = n.bottom - n.top + 1, i = n.right - n.left + 1, o = (r, l) => (r % l + l) % l, a = $(t).filter((r) => !O(n, r)).map((r) => ({
    ...r,
    value: s({
      row: n.top + o(r.row - n.top, e),
      column: n.left + o(r.column - n.left, i)
    })
  }));
  return E(a, s);
}
function rt(n, t) {
  const s = n.top === n.bottom ? n.top - 1 : n.top;
  return s < 0 ? [] : j({ ...n, top: s, bottom: s }, { ...n, top: s }, t);
}
function at(n, t) {
  const s = n.left === n.right ? n.left - 1 : n.left;
  return s < 0 ? [] : j({ ...n, left: s, right: s }, { ...n, left: s }, t);
}
function z(n, { row: t, column: s }) {
  const e = Math.max(t - n.bottom, n.top - t, 0), i = Math.max(s - n.right, n.left - s, 0);
  return e >= i ? { ...n, top: Math.min(n.top, t), bottom: Math.max(n.bottom, t) } : { ...n, left: Math.min(n.left, s), right: Math.max(n.right, s) };
}
function ht(n, t, s, e, i, o) {
  const a = n.length, r = Math.max(...n.map((w) => w.length)), l = t.bottom - t.top + 1, h = t.right - t.left + 1, c = l % a === 0 ? l : a, m = h % r === 0 ? h : r, f = [], g = /* @__PURE__ */ new Set();
  let d = 0;
  for (let w = 0; w < c; w += 1)
    for (let b = 0; b < m; b += 1) {
      const v = n[w % a][b % r];
      if (v === void 0) continue;
      const x = { row: t.top + w, column: t.left + b };
      if (x.row >= s || x.column >= e) {
        d += 1;
        continue;
      }
      const y = i(v);
      y === null ? g.add(v.trim()) : f.push({ ...x, value: y });
    }
  const p = {
    top: t.top,
    left: t.left,
    bottom: Math.min(s, t.top + c) - 1,
    right: Math.min(e, t.left + m) - 1
  };
  return { changes: E(f, o), unknown: [...g], outside: d, box: p };
}
function lt(n) {
  const t = [];
  let s = [], e = "", i = !1;
  const o = n.replace(/\r\n?/g, `
`);
  for (let a = 0; a < o.length; a += 1) {
    const r = o[a];
    i ? r !== '"' ? e += r : o[a + 1] === '"' ? (e += '"', a += 1) : i = !1 : r === '"' && e === "" ? i = !0 : r === "	" ? (s.push(e), e = "") : r === `
` ? (t.push([...s, e]), s = [], e = "") : e += r;
  }
  return (e !== "" || s.length > 0) && t.push([...s, e]), t.length === 0 && t.push([""]), t;
}
function ct(n) {
  const t = (s) => /[\t\n"]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
  return n.map((s) => s.map(t).join("	")).join(`
`);
}
const A = (n) => n.normalize("NFKC").trim().toLowerCase();
function V(n, t) {
  const s = A(n);
  return s === "" || t.some((e) => A(e) === s);
}
function B(n, t) {
  const s = A(n);
  if (s === "") return [];
  const e = [];
  return t.forEach((i, o) => {
    const a = A(i.name), r = a === s ? 0 : a.startsWith(s) ? 1 : a.includes(s) ? 2 : 3;
    r < 3 && e.push([r, o]);
  }), e.sort((i, o) => i[0] - o[0] || i[1] - o[1]).map(([, i]) => i);
}
function dt(n, t, s) {
  return V(n, s) ? M : B(n, t)[0] ?? null;
}
function ut(n, t, s) {
  const e = n.replace(/[🔒✎★*\s]+$/u, "");
  if (V(e, s)) return M;
  const i = B(e, t), o = A(e), a = i[0];
  if (a === void 0) return null;
  if (A(t[a].name) === o) return a;
  const r = i.filter((l) => A(t[l].name).startsWith(o));
  return r.length === 1 ? r[0] : null;
}
class pt {
  constructor(t) {
    this.refuse = t, this.input.addEventListener("input", () => this.show()), this.input.addEventListener("compositionstart", () => this.show());
  }
  input = u("input", {
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
  list = u("div", { class: "choices", "aria-hidden": "true" });
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
    const t = this.input.value, s = this.found[this.chosen] ?? dt(t, this.shifts, this.offWords);
    return s === null ? (this.input.classList.add("wrong"), this.refuse(_(this.texts, "unknown_word", { word: t.trim() })), null) : (this.cancel(), s);
  }
  /** Up and down choose among several shifts; returns whether they did. */
  choose(t) {
    return !this.open || this.found.length < 2 ? !1 : (this.chosen = (this.chosen + t + this.found.length) % this.found.length, this.draw(), !0);
  }
  show() {
    this.open = !0, this.chosen = 0, this.found = B(this.input.value, this.shifts).slice(0, 8), this.input.classList.add("open"), this.input.classList.remove("wrong"), this.draw();
  }
  draw() {
    this.list.replaceChildren(
      ...this.found.map((t, s) => {
        const e = this.shifts[t], i = u(
          "div",
          { class: s === this.chosen ? "choice in" : "choice", "data-shift": t },
          u("span", { class: "swatch" }),
          u("span", {}, e.name),
          u("span", { class: "times" }, e.times)
        );
        return i.firstElementChild.style.setProperty("--shift", e.colour), i;
      })
    ), this.list.classList.toggle("open", this.found.length > 0);
  }
}
function ft(n, t, s) {
  const { texts: e, shifts: i } = n.data, o = $(t), a = o.map(({ row: p, column: w }) => [n.person(p).id, n.day(w).id]), r = o.map(({ row: p, column: w }) => n.bits(n.rows[p], n.columns[w])), l = a.length === 1 ? a[0] : null, h = o.some((p) => n.read(p) !== M), c = (p, w, b) => ({ name: p, label: e[`menu_${p}`] ?? p, hint: b, run: w }), m = i.slice(0, 16).map((p, w) => ({ name: `shift-${w}`, label: p.name, colour: p.colour, run: () => s.set(w) })), f = [];
  h && f.push(c("off", () => s.set(M), "Delete")), r.some((p) => !(p & S)) && f.push(c("lock", () => s.run({ kind: "lock", cells: a }))), r.some((p) => p & S) && f.push(c("unlock", () => s.run({ kind: "unlock", cells: a }))), r.some((p) => p & T) && f.push(c("take_back", () => s.run({ kind: "take_back", cells: a })));
  const g = [c("ill", () => s.run({ kind: "ill", cells: a })), c("leave", () => s.run({ kind: "leave", cells: a }))], d = [];
  if (l) {
    const [p, w] = l;
    h && d.push(c("who", () => s.run({ kind: "who", agent: p, day: w }))), d.push(c("day", () => s.run({ kind: "day", day: w }))), d.push(c("details", () => s.run({ kind: "details", agent: p, day: w })));
  }
  return [m, f, g, d];
}
function mt(n, t, s, e, i) {
  const o = u("div", { class: "menu", role: "menu", "aria-label": s, tabindex: "-1" });
  o.append(u("div", { class: "menu-title", "aria-hidden": "true" }, s));
  const a = [];
  for (const f of e.filter((g) => g.length > 0)) {
    const g = u("div", { class: f[0].colour ? "menu-group chips" : "menu-group", role: "group" });
    for (const d of f) {
      const p = u("button", { class: "menu-item", role: "menuitem", tabindex: "-1", type: "button", "data-name": d.name });
      d.colour && p.style.setProperty("--shift", d.colour), p.append(u("span", {}, d.label)), d.hint && p.append(u("kbd", {}, d.hint)), p.addEventListener("click", () => {
        h(), d.run();
      }), a.push(p), g.append(p);
    }
    o.append(g);
  }
  let r = !0;
  const l = (f) => {
    f.composedPath().includes(o) || h();
  }, h = () => {
    r && (r = !1, document.removeEventListener("pointerdown", l, !0), o.remove(), i());
  };
  o.addEventListener("keydown", (f) => {
    const g = a.indexOf(o.querySelector(":focus") ?? a[0]), d = { ArrowDown: g + 1, ArrowRight: g + 1, ArrowUp: g - 1, ArrowLeft: g - 1, Home: 0, End: -1 }[f.key];
    if (d !== void 0) a.at(d % a.length).focus();
    else if (f.key === "Escape" || f.key === "Tab") h();
    else return;
    f.preventDefault(), f.stopPropagation();
  }), o.addEventListener("contextmenu", (f) => f.preventDefault()), document.addEventListener("pointerdown", l, !0), n.append(o);
  const { width: c, height: m } = o.getBoundingClientRect();
  return o.style.left = `${Math.max(4, Math.min(t.x, window.innerWidth - c - 8))}px`, o.style.top = `${Math.max(4, Math.min(t.y, window.innerHeight - m - 8))}px`, a[0]?.focus(), h;
}
function I(n, t) {
  const s = n < 560, e = s ? 76 : n < 900 ? 128 : 164, i = s ? 0 : 62, o = s ? 50 : 62, a = s ? 90 : 132, r = (n - e - i) / Math.max(1, t), l = s ? 38 : 30;
  return { narrow: s, name: e, hours: i, day: Math.max(o, Math.min(a, r)), row: l, head: 40, foot: s ? 24 : 22 };
}
function gt(n, t, s, e, i = 6) {
  const o = Math.max(0, Math.floor(n / s) - i), a = Math.min(e, Math.ceil((n + t) / s) + i);
  return { first: Math.min(o, a), end: a };
}
function G(n, t, s, e) {
  const i = n * e;
  return i < t ? i : i + e > t + s ? i + e - s : t;
}
const X = (n) => String(Math.round(n * 10) / 10);
class wt {
  grid = u("div", { class: "grid", role: "grid", id: "grid", "aria-multiselectable": "true" });
  head = u("div", { class: "head row", role: "row", "aria-rowindex": "1" });
  body = u("div", { class: "body", role: "rowgroup" });
  foot = u("div", { class: "foot", role: "rowgroup" });
  shown = /* @__PURE__ */ new Map();
  constructor() {
    this.grid.append(u("div", { role: "rowgroup", class: "headgroup" }, this.head), this.body, this.foot);
  }
  /** Draws everything that is in sight. `footRows` of coverage stand below the count of people. */
  paint(t, s, e, i, o, a) {
    const { rows: r, columns: l } = t, h = s.name + l.length * s.day + s.hours, c = this.grid.style;
    c.setProperty("--name", `${s.name}px`), c.setProperty("--day", `${s.day}px`), c.setProperty("--hours", `${s.hours}px`), c.setProperty("--row", `${s.row}px`), c.setProperty("--head", `${s.head}px`), c.setProperty("--foot", `${s.foot}px`), c.width = `${h}px`, this.body.style.height = `${r.length * s.row}px`;
    const m = t.data.texts;
    this.grid.setAttribute("aria-label", m.grid ?? ""), this.grid.setAttribute("aria-rowcount", String(r.length + 2 + t.data.coverage.length)), this.grid.setAttribute("aria-colcount", String(l.length + 2)), this.paintHead(t, e), this.paintFoot(t, a);
    const f = gt(i, o, s.row, r.length), g = [];
    for (const [d, p] of this.shown)
      (d < f.first || d >= f.end) && (g.push(p), this.shown.delete(d));
    for (let d = f.first; d < f.end; d += 1) {
      let p = this.shown.get(d);
      p === void 0 && (p = g.pop() ?? u("div", { class: "row", role: "row" }), p.parentNode !== this.body && this.body.append(p), this.shown.set(d, p)), this.paintRow(p, t, s, d, e);
    }
    for (const d of g) d.remove();
  }
  /** How many rows are in the document; for tests of the window. */
  get drawn() {
    return this.shown.size;
  }
  paintHead(t, s) {
    const { texts: e } = t.data, i = JSON.stringify([t.columns, t.data.days.length, e.column_name, s.left, s.right]);
    if (this.head.dataset.signature === i) return;
    this.head.dataset.signature = i;
    const o = t.columns.map((a, r) => {
      const l = t.data.days[a], h = ["day-head"];
      l.weekend && h.push("weekend"), l.sale && h.push("sale"), r >= s.left && r <= s.right && h.push("in");
      const c = u(
        "div",
        { class: h.join(" "), role: "columnheader", "aria-colindex": r + 2, "data-column": r },
        u("span", { class: "weekday" }, l.weekday),
        u("span", { class: "date" }, l.label)
      );
      return l.sale && c.append(u("span", { class: "star", "aria-label": e.sale ?? "", role: "img" }, "★")), c;
    });
    this.head.replaceChildren(
      u("div", { class: "name", role: "columnheader", "aria-colindex": 1 }, e.column_name ?? ""),
      ...o,
      u("div", { class: "hours", role: "columnheader", "aria-colindex": o.length + 2 }, e.column_hours ?? "")
    );
  }
  paintRow(t, s, e, i, o) {
    const a = s.rows[i], r = s.data.people[a];
    t.style.top = `${i * e.row}px`, t.setAttribute("aria-rowindex", String(i + 2));
    const l = s.columns.length + 2;
    for (; t.childElementCount > l; ) t.lastElementChild.remove();
    for (; t.childElementCount < l; ) t.append(u("div", {}));
    const h = t.children, c = h[0], m = i >= o.top && i <= o.bottom, f = `${r.id}|${r.name}|${r.about}|${m}|${e.narrow}`;
    c.dataset.signature !== f && (c.dataset.signature = f, c.className = m ? "name in" : "name", c.setAttribute("role", "rowheader"), c.setAttribute("aria-colindex", "1"), c.dataset.row = String(i), c.replaceChildren(u("span", { class: "who" }, r.name)), e.narrow || c.append(u("span", { class: "about" }, r.about))), c.dataset.row = String(i), s.columns.forEach((d, p) => this.paintCell(h[p + 1], s, i, p, o));
    const g = h[l - 1];
    g.className !== "hours" && (g.className = "hours", g.removeAttribute("id"), g.removeAttribute("aria-label"), g.removeAttribute("aria-selected"), g.dataset.signature = "", g.setAttribute("role", "gridcell")), g.setAttribute("aria-colindex", String(l)), L(g, X(s.hours(a)));
  }
  paintCell(t, s, e, i, o) {
    const a = s.rows[e], r = s.columns[i], l = s.value(a, r), h = s.bits(a, r), c = s.waits(a, r), m = O(o, { row: e, column: i }), f = s.data.days[r], g = `${e}|${a}|${r}|${l}|${h}|${c}|${m}|${i}`;
    if (t.dataset.signature === g) return;
    t.dataset.signature = g;
    const { texts: d, shifts: p, people: w } = s.data, b = l === M ? void 0 : p[l], v = b?.name ?? (h & K ? d.leave_short ?? "" : d.off_short ?? ""), x = ["cell"];
    b || x.push(h & K ? "leave" : "off"), h & R && x.push("broken"), (h & T || c) && x.push("changed"), c && x.push("waits"), f.weekend && x.push("weekend"), t.className = x.join(" "), t.id = `cell-${e}-${i}`, t.setAttribute("role", "gridcell"), t.setAttribute("aria-colindex", String(i + 2)), t.setAttribute("aria-selected", String(m));
    const y = [w[a].name, `${f.weekday} ${f.label}`, v];
    h & S && y.push(d.is_locked ?? ""), (h & T || c) && y.push(d.is_changed ?? ""), h & K && b && y.push(d.on_leave ?? ""), h & R && y.push(d.is_broken ?? ""), t.setAttribute("aria-label", y.join(d.separator ?? " "));
    const k = u("span", { class: "chip" }, v);
    b && k.style.setProperty("--shift", b.colour);
    const Y = [
      h & S ? "🔒" : "",
      h & T || c ? "✎" : "",
      h & K && b ? "✖" : "",
      h & R ? "!" : ""
    ].filter((P) => P !== ""), Z = b ? [u("span", { class: "grip", "aria-hidden": "true" }, "⠿")] : [], H = Y.map((P) => u("span", { class: `mark${P === "!" ? " alert" : ""}` }, P));
    t.replaceChildren(k, ...Z, ...H.length ? [u("span", { class: "marks", "aria-hidden": "true" }, ...H)] : []);
  }
  paintFoot(t, s) {
    const { texts: e, coverage: i } = t.data, o = t.columns.map((m) => t.working(m)), a = s ? i : [], r = JSON.stringify([o, a, t.columns, e.people_there]);
    if (this.foot.dataset.signature === r) return;
    this.foot.dataset.signature = r;
    const l = t.rows.length + 2, h = (m, f, g) => u(
      "div",
      { class: "row", role: "row", "aria-rowindex": l + f },
      u("div", { class: "name", role: "rowheader", "aria-colindex": 1 }, m),
      ...g,
      u("div", { class: "hours", role: "gridcell", "aria-colindex": t.columns.length + 2 })
    ), c = o.map(
      (m, f) => u("div", { class: "total", role: "gridcell", "aria-colindex": f + 2 }, String(m))
    );
    this.foot.replaceChildren(
      h(e.people_there ?? "", 0, c),
      ...a.map(
        (m, f) => h(
          m.name,
          f + 1,
          t.columns.map((g, d) => {
            const [p, w, b] = m.cells[g], v = u("div", {
              class: "cover",
              role: "gridcell",
              "aria-colindex": d + 2,
              "aria-label": b.split(`
`).join(e.separator ?? " "),
              "data-tip": b
            });
            return p >= 0.05 && v.append(u("span", { class: "short" }, `▼${X(p)}`)), w >= 0.05 && v.append(u("span", { class: "over" }, `▲${Math.round(w)}`)), p < 0.05 && w < 0.05 && v.append(u("span", { class: "even" }, "✓")), v;
          })
        )
      )
    );
  }
}
function q(n, t, s) {
  const e = n.rows[t], i = n.columns[s], { texts: o, shifts: a, people: r, days: l } = n.data, h = a[n.value(e, i)], c = l[i], m = [`${r[e].name} · ${c.weekday} ${c.label}`];
  m.push(h ? _(o, "tip_shift", { shift: h.name, times: h.times, hours: X(h.hours) }) : o.tip_off ?? ""), n.bits(e, i) & S && m.push(o.is_locked ?? "");
  const f = n.words(e, i);
  return f && m.push(f), m.join(`
`);
}
const yt = 4, bt = 500;
class kt {
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
        const { clientX: i, clientY: o } = t;
        this.timer = window.setTimeout(() => {
          this.gesture?.kind === "touch" && (this.gesture = null, this.host.menu(e, i, o));
        }, bt);
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
    if (!this.started && e < yt) return;
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
const Q = {
  text: "",
  team: "",
  skill: "",
  shift: "",
  changed: !1,
  broken: !1,
  order: "file",
  span: "two",
  from: 0
}, D = { week: 7, two: 14, all: 400 };
class vt {
  data;
  wanted;
  /** Positions of people, in the order of rows; of days, in the order of columns. */
  rows = [];
  columns = [];
  marks = /* @__PURE__ */ new Map();
  people = /* @__PURE__ */ new Map();
  dayPlaces = /* @__PURE__ */ new Map();
  shiftPlaces = /* @__PURE__ */ new Map();
  /** Values and locks of batches that wait for their answer. */
  over = /* @__PURE__ */ new Map();
  overLocks = /* @__PURE__ */ new Map();
  constructor(t, s = Q) {
    this.data = t, this.wanted = s, this.take(t, []);
  }
  /** New data from Python, and the batches that it does not know yet. */
  take(t, s) {
    this.data = t, this.people = new Map(t.people.map((e, i) => [e.id, i])), this.dayPlaces = new Map(t.days.map((e, i) => [e.id, i])), this.shiftPlaces = new Map(t.shifts.map((e, i) => [e.name, i])), this.marks = new Map(t.marks.map((e) => [`${e[0]}:${e[1]}`, e])), this.lay(s), this.arrange();
  }
  /** Lays waiting batches over the data. */
  lay(t) {
    this.over.clear(), this.overLocks.clear();
    for (const s of t)
      for (const e of s.operations)
        if (e.kind === "set")
          for (const [i, o, a] of e.cells) {
            const r = this.place(i, o), l = a === null ? M : this.shiftPlaces.get(a);
            r !== null && l !== void 0 && this.over.set(r, l);
          }
        else if (e.kind === "lock" || e.kind === "unlock")
          for (const [i, o] of e.cells) {
            const a = this.place(i, o);
            a !== null && this.overLocks.set(a, e.kind === "lock");
          }
  }
  /** Chooses rows and columns anew. Rows are chosen by what Python knows, so that none goes while it is edited. */
  arrange() {
    const { text: t, team: s, skill: e, shift: i, changed: o, broken: a, order: r } = this.wanted, { people: l, days: h } = this.data, c = D[this.wanted.span], m = Math.max(0, Math.min(this.wanted.from, h.length - c));
    this.columns = h.map((y, k) => k).slice(m, m + c);
    const f = t.normalize("NFKC").trim().toLowerCase(), g = this.shiftPlaces.get(i), d = (y) => new Set(this.data.marks.filter((k) => k[2] & y).map((k) => k[0])), p = o ? d(T) : null, w = a ? d(R) : null, b = (y, k) => (f === "" || y.name.toLowerCase().includes(f) || y.id.toLowerCase().includes(f)) && (s === "" || y.team === s) && (e === "" || y.skills.includes(e)) && (g === void 0 || this.columns.some((Y) => this.data.cells[k][Y] === g)) && (p === null || p.has(k)) && (w === null || w.has(k));
    this.rows = l.map((y, k) => k).filter((y) => b(l[y], y));
    const v = new Intl.Collator(["zh", "en"]), x = l.map((y, k) => this.hours(k));
    r === "name" && this.rows.sort((y, k) => v.compare(l[y].name, l[k].name) || y - k), r === "hours" && this.rows.sort((y, k) => x[k] - x[y] || y - k), r === "burden" && this.rows.sort((y, k) => l[k].burden - l[y].burden || y - k);
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
    const e = `${t}:${s}`, i = this.marks.get(e)?.[2] ?? 0, o = this.overLocks.get(e);
    return o === void 0 ? i : o ? i | S : i & ~S;
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
    for (let e = 0; e < this.data.people.length; e += 1) this.value(e, t) !== M && (s += 1);
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
  place(t, s) {
    const e = this.people.get(t), i = this.dayPlaces.get(s);
    return e === void 0 || i === void 0 ? null : `${e}:${i}`;
  }
}
const xt = 280;
class Mt {
  element = u("div", { class: "tip", role: "tooltip" });
  timer = 0;
  soon(t, s, e) {
    window.clearTimeout(this.timer), this.element.classList.contains("open") ? this.show(t, s, e) : this.timer = window.setTimeout(() => this.show(t, s, e), xt);
  }
  show(t, s, e) {
    window.clearTimeout(this.timer), L(this.element, t), this.element.classList.add("open");
    const { width: i, height: o } = this.element.getBoundingClientRect();
    this.element.style.left = `${Math.max(4, Math.min(s + 12, window.innerWidth - i - 8))}px`;
    const a = e + 16;
    this.element.style.top = `${a + o > window.innerHeight ? Math.max(4, e - o - 12) : a}px`;
  }
  hide() {
    window.clearTimeout(this.timer), this.element.classList.remove("open");
  }
}
class Lt {
  constructor(t, s) {
    this.changed = t, this.turn = s;
  }
  element = u("div", { class: "toolbar" });
  signature = "";
  draw(t, s) {
    const { texts: e } = t, i = JSON.stringify([e, t.teams, t.skills, t.shifts.map((r) => r.name), t.days.length]);
    i !== this.signature && (this.signature = i, this.build(t, s));
    for (const r of ["changed", "broken"])
      this.element.querySelector(`[data-name=${r}]`)?.setAttribute("aria-pressed", String(s[r]));
    for (const r of Object.keys(D))
      this.element.querySelector(`[data-name=span-${r}]`)?.setAttribute("aria-pressed", String(s.span === r));
    const o = D[s.span], a = Math.max(0, t.days.length - o);
    this.element.querySelector("[data-name=before]").disabled = s.from <= 0, this.element.querySelector("[data-name=after]").disabled = s.from >= a;
    for (const r of this.element.querySelectorAll(".days")) r.hidden = t.days.length <= 7;
  }
  build({ texts: t, teams: s, skills: e, shifts: i, days: o }, a) {
    const r = u("input", {
      type: "search",
      class: "search",
      placeholder: t.search ?? "",
      "aria-label": t.search ?? ""
    });
    r.value = a.text, r.addEventListener("input", () => this.changed({ text: r.value }));
    const l = (d, p, w) => {
      const b = u("select", { "aria-label": t[d] ?? "", "data-name": d });
      p && b.append(u("option", { value: "" }, p));
      for (const [v, x] of w) b.append(u("option", { value: v }, x));
      return b.value = a[d], b.addEventListener("change", () => this.changed({ [d]: b.value })), b;
    }, h = (d) => {
      const p = u("button", { type: "button", class: "toggle", "data-name": d, "aria-pressed": "false" }, t[d] ?? "");
      return p.addEventListener("click", () => this.changed({ [d]: p.getAttribute("aria-pressed") !== "true" })), p;
    }, c = (d) => {
      const p = u("button", { type: "button", class: "toggle", "data-name": `span-${d}` }, t[`span_${d}`] ?? "");
      return p.addEventListener("click", () => this.changed({ span: d })), p;
    }, m = (d, p, w) => {
      const b = u("button", { type: "button", class: "turn", "data-name": d, "aria-label": t[d] ?? "" }, p);
      return b.addEventListener("click", () => this.turn(w)), b;
    }, f = ["file", "name", "hours", "burden"], g = o.length > 14 ? ["week", "two", "all"] : ["week", "two"];
    this.element.replaceChildren(
      r,
      ...s.length > 1 ? [l("team", t.all_teams ?? "", s.map((d) => [d, d]))] : [],
      ...e.length > 1 ? [l("skill", t.all_skills ?? "", e)] : [],
      l("shift", t.all_shifts ?? "", i.map((d) => [d.name, d.name])),
      l("order", "", f.map((d) => [d, t[`order_${d}`] ?? d])),
      u("span", { class: "toggles" }, h("changed"), h("broken")),
      u("span", { class: "days toggles" }, m("before", "‹", -1), ...g.map(c), m("after", "›", 1))
    );
  }
}
function J(n, t, s) {
  const e = { ...n, ...t };
  return { ...e, from: Math.max(0, Math.min(e.from, Math.max(0, s - D[e.span]))) };
}
const $t = 3e3, U = /* @__PURE__ */ new Map();
class Et {
  constructor(t, s, e) {
    this.send = s, this.key = e;
    const i = Math.max(0, t.days.findIndex((l) => l.id === t.firstShown)), o = U.get(e);
    this.outbox = o?.outbox ?? new tt();
    const a = window.innerWidth < 560, r = o?.wanted ?? { ...Q, span: a ? "week" : "two", from: i };
    this.sheet = new vt(t, r), this.metrics = I(1e3, this.sheet.columns.length), o && (this.selection = o.selection, this.footOpen = o.footOpen), this.frame.append(this.handle), this.plane.append(this.painter.grid, this.frame, this.ghost, this.editor.input, this.editor.list), this.scroller.append(this.plane), this.root.append(this.toolbar.element, this.problem, this.scroller, this.status, this.legend, this.tip.element), this.pointer = new kt(this.plane, this), this.listen(), this.watcher = new ResizeObserver(() => this.measure()), this.watcher.observe(this.root), this.draw(), o && requestAnimationFrame(() => {
      [this.scroller.scrollLeft, this.scroller.scrollTop] = o.scroll, Date.now() - o.focused < $t && this.focus();
    });
  }
  root = u("div", { class: "roster" });
  scroller = u("div", { class: "scroller" });
  plane = u("div", { class: "plane" });
  frame = u("div", { class: "frame", "aria-hidden": "true" });
  handle = u("div", { class: "handle" });
  ghost = u("div", { class: "ghost", "aria-hidden": "true" });
  legend = u("div", { class: "legend" });
  status = u("div", { class: "status", role: "status", "aria-live": "polite" });
  problem = u("div", { class: "problem", role: "alert" });
  painter = new wt();
  editor = new pt((t) => this.tell(t));
  toolbar = new Lt(
    (t) => this.want(J(this.sheet.wanted, t, this.sheet.data.days.length)),
    (t) => this.turn(t)
  );
  tip = new Mt();
  outbox;
  pointer;
  watcher;
  sheet;
  metrics;
  selection = N({ row: 0, column: 0 });
  footOpen = !0;
  leaves = !1;
  frameWanted = 0;
  closeMenu = null;
  /** New data: what was answered goes out of the way; selection, scroll position and focus stay. */
  update(t, s) {
    this.send = s;
    const e = this.outbox.settle(t.answer), i = this.idsAt(this.selection.active), o = this.idsAt(this.selection.anchor);
    this.sheet.take(t, this.outbox.waiting), this.selection = { active: this.spotOf(i), anchor: this.spotOf(o) }, t.answer.client === this.outbox.client && t.answer.refused && this.tell(t.answer.refused), this.draw(), e && this.send(e);
  }
  close() {
    U.set(this.key, {
      wanted: this.sheet.wanted,
      selection: this.selection,
      scroll: [this.scroller.scrollLeft, this.scroller.scrollTop],
      footOpen: this.footOpen,
      outbox: this.outbox,
      focused: this.hasFocus() ? Date.now() : 0
    }), this.watcher.disconnect(), this.closeMenu?.(), this.tip.hide(), this.root.remove();
  }
  // What the pointer asks and tells
  box() {
    return et(this.selection);
  }
  spotAt(t, s, e) {
    const i = this.plane.getBoundingClientRect(), o = this.scroller.getBoundingClientRect(), { name: a, day: r, row: l, head: h } = this.metrics, c = { row: Math.floor((s - i.top - h) / l), column: Math.floor((t - i.left - a) / r) }, m = this.sheet.rows.length, f = this.sheet.columns.length;
    return m === 0 || f === 0 ? null : e ? W(c, m, f) : t < o.left + a || s < o.top + h || s > o.bottom - this.footHeight() || c.row < 0 || c.row >= m || c.column < 0 || c.column >= f ? null : c;
  }
  isSelected(t) {
    return this.hasFocus() && O(this.box(), t);
  }
  hasShift(t) {
    return this.sheet.read(t) !== M;
  }
  select(t, s) {
    this.commitTyped() && (this.selection = s ? { ...this.selection, active: t } : N(t), this.editor.input.inputMode = "text", this.focus(), this.draw());
  }
  dragged(t, s, e) {
    if (s === null) {
      this.ghost.classList.remove("open");
      return;
    }
    const i = this.targetBox(t, s);
    this.place(this.ghost, i), this.ghost.classList.add("open");
    const { texts: o } = this.sheet.data, a = $(i).some((r) => !O(this.box(), r) && this.sheet.read(r) !== M);
    L(this.ghost, e ? o.drag_copy ?? "" : a ? o.drag_swap ?? "" : o.drag_move ?? "");
  }
  dropped(t, s, e) {
    const i = this.box(), o = this.targetBox(t, s);
    this.change(nt(i, o.top - i.top, o.left - i.left, this.sheet.read, e)), this.selection = {
      anchor: { row: o.top, column: o.left },
      active: { row: o.bottom, column: o.right }
    }, this.draw();
  }
  filling(t) {
    this.ghost.classList.toggle("open", t !== null), t && this.place(this.ghost, z(this.box(), t)), L(this.ghost, "");
  }
  filled(t) {
    const s = this.box(), e = z(s, t);
    this.change(j(s, e, this.sheet.read)), this.selection = { anchor: { row: e.top, column: e.left }, active: { row: e.bottom, column: e.right } }, this.draw();
  }
  menu(t, s, e) {
    O(this.box(), t) || this.select(t, !1), this.tip.hide(), this.closeMenu?.();
    const i = $(this.box()), o = ft(this.sheet, this.box(), {
      set: (r) => this.change(E(i.map((l) => ({ ...l, value: r })), this.sheet.read)),
      run: (r) => this.run([r])
    }), a = i.length > 1 ? _(this.sheet.data.texts, "cells_chosen", { count: i.length }) : `${this.sheet.person(t.row).name} · ${this.sheet.day(t.column).weekday} ${this.sheet.day(t.column).label}`;
    this.closeMenu = mt(this.root, { x: s, y: e }, a, o, () => {
      this.closeMenu = null, this.focus();
    });
  }
  edit(t) {
    this.select(t, !1);
    const s = this.sheet.read(t);
    this.editor.begin(s === M ? "" : this.sheet.data.shifts[s].name), this.placeEditor();
  }
  nearEdge(t, s) {
    const e = this.scroller.getBoundingClientRect(), { name: i, head: o } = this.metrics, a = 24;
    s > e.bottom - this.footHeight() - a && (this.scroller.scrollTop += 12), s < e.top + o + a && (this.scroller.scrollTop -= 12), t > e.right - a && (this.scroller.scrollLeft += 12), t < e.left + i + a && (this.scroller.scrollLeft -= 12);
  }
  // Changes
  change(t) {
    t.length > 0 && this.run([{ kind: "set", cells: this.sheet.cells(t) }]);
  }
  run(t) {
    this.tell("");
    const s = this.outbox.add(t);
    this.sheet.lay(this.outbox.waiting), this.draw(), this.send(s);
  }
  /** Takes what is being typed; false when it means no shift and typing goes on. */
  commitTyped() {
    if (!this.editor.open) return !0;
    const t = this.editor.take();
    return t === null ? !1 : (this.change(E([{ ...this.selection.active, value: t }], this.sheet.read)), !0);
  }
  // Keys
  listen() {
    const { input: t } = this.editor;
    t.addEventListener("keydown", (s) => this.key_(s)), t.addEventListener("copy", (s) => this.copy(s)), t.addEventListener("cut", (s) => {
      this.copy(s) && this.clear();
    }), t.addEventListener("paste", (s) => this.paste(s)), t.addEventListener("focus", () => this.mark()), t.addEventListener("blur", () => {
      this.mark(), this.tip.hide(), this.editor.open && this.editor.take() === null && this.editor.cancel();
    }), this.editor.list.addEventListener("pointerdown", (s) => {
      const e = s.target.closest(".choice");
      s.preventDefault(), e && (this.editor.cancel(), this.change(E([{ ...this.selection.active, value: Number(e.dataset.shift) }], this.sheet.read)));
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
    return t !== null && this.change(E($(this.box()).map((s) => ({ ...s, value: t })), this.sheet.read)), !0;
  }
  gridKey(t, s) {
    const e = t.key.toLowerCase();
    if (s && e === "d") return this.done(() => this.change(rt(this.box(), this.sheet.read)));
    if (s && e === "r") return this.done(() => this.change(at(this.box(), this.sheet.read)));
    if (s && e === "z") return this.done(() => this.run([{ kind: "undo" }]));
    if (s && e === "a")
      return this.done(() => {
        const o = { row: this.sheet.rows.length - 1, column: this.sheet.columns.length - 1 };
        this.selection = { anchor: { row: 0, column: 0 }, active: o }, this.draw();
      });
    const i = ot(t.key, s, Math.max(1, Math.floor(this.high() / this.metrics.row) - 1));
    return i ? this.done(() => this.step(i.rows, i.columns, t.shiftKey)) : t.key === "Enter" ? this.done(() => this.step(t.shiftKey ? -1 : 1, 0, !1)) : t.key === "Tab" ? !this.leaves && this.tab(t.shiftKey) : t.key === "Delete" || t.key === "Backspace" ? this.done(() => this.clear()) : t.key === "F2" ? this.done(() => this.edit(this.selection.active)) : t.key === "Escape" ? (this.pointer.forget() || (this.leaves = !0, this.tell(this.sheet.data.texts.tab_leaves ?? "", !1)), !0) : t.key === "ContextMenu" || t.key === "F10" && t.shiftKey ? this.done(() => {
      const { x: o, y: a } = this.pointOf(this.selection.active);
      this.menu(this.selection.active, o, a);
    }) : !1;
  }
  done(t) {
    return t(), !0;
  }
  clear() {
    this.change(E($(this.box()).map((t) => ({ ...t, value: M })), this.sheet.read));
  }
  step(t, s, e) {
    const { row: i, column: o } = this.selection.active;
    this.go({ row: i + t, column: o + s }, e);
  }
  tab(t) {
    const { active: s } = this.selection, e = it(s, t ? -1 : 1, this.sheet.rows.length, this.sheet.columns.length);
    return e.row === s.row && e.column === s.column ? !1 : (this.go(e, !1), !0);
  }
  go(t, s) {
    const e = W(t, this.sheet.rows.length, this.sheet.columns.length);
    this.selection = s ? { ...this.selection, active: e } : N(e), this.reveal(e), this.draw();
    const { x: i, y: o } = this.pointOf(e);
    this.sheet.words(this.sheet.rows[e.row], this.sheet.columns[e.column]) !== "" ? this.tip.show(q(this.sheet, e.row, e.column), i, o + this.metrics.row / 2) : this.tip.hide();
  }
  // Clipboard
  copy(t) {
    if (this.editor.open || !t.clipboardData) return !1;
    const { top: s, bottom: e, left: i, right: o } = this.box(), a = [];
    for (let r = s; r <= e; r += 1) {
      const l = [];
      for (let h = i; h <= o; h += 1) {
        const c = this.sheet.read({ row: r, column: h });
        l.push(c === M ? this.sheet.data.texts.off_short ?? "" : this.sheet.data.shifts[c].name);
      }
      a.push(l);
    }
    return t.clipboardData.setData("text/plain", ct(a)), t.preventDefault(), !0;
  }
  paste(t) {
    if (this.editor.open || !t.clipboardData) return;
    t.preventDefault();
    const { shifts: s, offWords: e, texts: i } = this.sheet.data, o = lt(t.clipboardData.getData("text/plain")), a = this.sheet.rows.length, r = this.sheet.columns.length, l = (m) => ut(m, s, e), h = ht(o, this.box(), a, r, l, this.sheet.read);
    this.change(h.changes), this.selection = {
      anchor: { row: h.box.top, column: h.box.left },
      active: { row: h.box.bottom, column: h.box.right }
    }, this.draw();
    const c = [];
    h.unknown.length > 0 && c.push(_(i, "unknown_pasted", { words: h.unknown.slice(0, 6).join(i.list_separator ?? ", ") })), h.outside > 0 && c.push(_(i, "outside_pasted", { count: h.outside })), c.length > 0 && this.tell(c.join(" "));
  }
  // What is seen
  want(t) {
    if (!this.commitTyped()) return;
    const s = this.idsAt(this.selection.active);
    this.sheet.wanted = t, this.sheet.arrange(), this.selection = N(this.spotOf(s)), this.measure();
  }
  turn(t) {
    const { wanted: s, data: e } = this.sheet, i = s.from + t * D[s.span];
    this.want(J(s, { from: i }, e.days.length));
  }
  measure() {
    const t = this.scroller.clientWidth;
    t > 0 && (this.metrics = I(t, this.sheet.columns.length)), this.root.classList.toggle("narrow", this.metrics.narrow), this.draw();
  }
  draw() {
    const { data: t, rows: s, columns: e } = this.sheet, i = [s.length, e.length];
    this.selection = { anchor: W(this.selection.anchor, ...i), active: W(this.selection.active, ...i) }, this.toolbar.draw(t, this.sheet.wanted), this.editor.use(t.shifts, t.offWords, t.texts), this.drawLegend(), this.paint(), this.frame.hidden = s.length === 0 || e.length === 0, this.frame.hidden || this.place(this.frame, this.box()), this.placeEditor(), this.describe(), this.mark();
  }
  paint() {
    const { scrollTop: t } = this.scroller;
    this.painter.paint(this.sheet, this.metrics, this.box(), t, this.high() || 700, this.footOpen);
    const { row: s, column: e } = this.selection.active;
    this.editor.input.setAttribute("aria-activedescendant", `cell-${s}-${e}`);
  }
  place(t, { top: s, left: e, bottom: i, right: o }) {
    const { name: a, day: r, row: l, head: h } = this.metrics;
    t.style.left = `${a + e * r}px`, t.style.top = `${h + s * l}px`, t.style.width = `${(o - e + 1) * r}px`, t.style.height = `${(i - s + 1) * l}px`;
  }
  placeEditor() {
    const { row: t, column: s } = this.selection.active, e = { top: t, bottom: t, left: s, right: s };
    this.place(this.editor.input, e), this.place(this.editor.list, { ...e, top: t + 1, bottom: t + 1 }), this.editor.list.style.width = this.editor.list.style.height = "";
  }
  drawLegend() {
    const { shifts: t, texts: s } = this.sheet.data, e = JSON.stringify([t, s.legend]);
    if (this.legend.dataset.signature === e) return;
    this.legend.dataset.signature = e;
    const o = [...new Map(t.map((r) => [r.colour + r.name, r])).values()].slice(0, 24).map((r) => {
      const l = u("span", { class: "chip" }, r.name);
      return l.style.setProperty("--shift", r.colour), u("span", { class: "entry" }, l, u("span", {}, r.times));
    }), a = u("button", { type: "button", class: "toggle", "aria-pressed": String(this.footOpen) }, s.coverage ?? "");
    a.addEventListener("click", () => {
      this.footOpen = !this.footOpen, a.setAttribute("aria-pressed", String(this.footOpen)), this.draw();
    }), this.legend.replaceChildren(...o, u("span", { class: "entry" }, s.legend ?? ""), a);
  }
  describe() {
    const { texts: t, shifts: s } = this.sheet.data, e = this.sheet.rows.length && this.sheet.columns.length ? $(this.box()) : [];
    if (e.length === 0) return L(this.status, t.nobody ?? "");
    if (e.length === 1) return L(this.status, q(this.sheet, e[0].row, e[0].column).split(`
`).join("　"));
    const i = e.map((a) => s[this.sheet.read(a)]).filter((a) => a !== void 0), o = Math.round(i.reduce((a, r) => a + r.hours, 0) * 10) / 10;
    L(this.status, _(t, "chosen", { cells: e.length, shifts: i.length, hours: o }));
  }
  tell(t, s = !0) {
    L(this.problem, s ? t : ""), s || L(this.status, t), this.problem.classList.toggle("open", s && t !== "");
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
    this.tip.soon(q(this.sheet, e.row, e.column), t.clientX, t.clientY);
  }
  /** A click on a day chooses its column, on a name its row. */
  headClick(t) {
    const s = t.target.closest(".day-head"), e = t.target.closest(".body .name");
    if (s) {
      const i = Number(s.dataset.column);
      this.selection = { anchor: { row: this.sheet.rows.length - 1, column: i }, active: { row: 0, column: i } };
    } else if (e) {
      const i = Number(e.dataset.row);
      this.selection = { anchor: { row: i, column: this.sheet.columns.length - 1 }, active: { row: i, column: 0 } };
    } else return;
    this.focus(), this.draw();
  }
  targetBox(t, s) {
    const e = this.box(), i = Math.max(-e.top, Math.min(this.sheet.rows.length - 1 - e.bottom, s.row - t.row)), o = Math.max(-e.left, Math.min(this.sheet.columns.length - 1 - e.right, s.column - t.column));
    return { top: e.top + i, bottom: e.bottom + i, left: e.left + o, right: e.right + o };
  }
  reveal({ row: t, column: s }) {
    const { name: e, day: i, row: o, hours: a } = this.metrics;
    this.scroller.scrollTop = G(t, this.scroller.scrollTop, this.high(), o);
    const r = this.scroller.clientWidth - e - a;
    this.scroller.scrollLeft = G(s, this.scroller.scrollLeft, r, i);
  }
  /** Pixels of the window in which rows are seen. */
  high() {
    return this.scroller.clientHeight - this.metrics.head - this.footHeight();
  }
  footHeight() {
    return this.metrics.foot * (1 + (this.footOpen ? this.sheet.data.coverage.length : 0));
  }
  pointOf({ row: t, column: s }) {
    const e = this.plane.getBoundingClientRect(), { name: i, day: o, row: a, head: r } = this.metrics;
    return { x: e.left + i + (s + 0.5) * o, y: e.top + r + (t + 0.5) * a };
  }
  idsAt({ row: t, column: s }) {
    const e = this.sheet.data.people[this.sheet.rows[t] ?? -1], i = this.sheet.data.days[this.sheet.columns[s] ?? -1];
    return [e?.id ?? "", i?.id ?? ""];
  }
  spotOf([t, s]) {
    const e = this.sheet.rows.findIndex((o) => this.sheet.data.people[o].id === t), i = this.sheet.columns.findIndex((o) => this.sheet.data.days[o].id === s);
    return { row: Math.max(0, e), column: Math.max(0, i) };
  }
  focus() {
    this.editor.input.focus({ preventScroll: !0 });
  }
  hasFocus() {
    return this.root.getRootNode().activeElement === this.editor.input;
  }
}
const F = /* @__PURE__ */ new WeakMap();
function At({ data: n, parentElement: t, setStateValue: s }) {
  const e = (a) => s("edits", a);
  let i = F.get(t);
  if (i === void 0) {
    if (n.kind === "gantt") throw new Error("not yet");
    i = new Et(n, e, n.kind), t.append(i.root), F.set(t, i);
  }
  i.update(n, e);
  const o = i;
  return () => {
    o.close(), F.delete(t);
  };
}
export {
  At as default
};
