import type { GridData } from "../src/protocol";

/** A grid of so many people, two weeks: everybody works early on weekdays. */
export function gridData(people = 4, change: Partial<GridData> = {}): GridData {
  const days = Array.from({ length: 14 }, (_, place) => ({
    id: `2026-11-${String(9 + place).padStart(2, "0")}`,
    weekday: "周一",
    label: `11-${9 + place}`,
    weekend: place % 7 > 4,
    sale: false,
    closed: false,
    mark: "",
    note: "",
  }));
  return {
    kind: "grid",
    answer: { session: "s", client: "", sequence: 0, refused: "", place: [0, 0] },
    texts: { off_short: "休", leave_short: "假", unknown_word: "没有“{word}”", unknown_pasted: "不是班次：{words}", chosen: "{cells}/{shifts}/{hours}" },
    days,
    shifts: [
      { name: "早班", colour: "#def", hours: 8, times: "08:00–16:30" },
      { name: "晚班", colour: "#fed", hours: 7.5, times: "15:30–24:00" },
    ],
    people: Array.from({ length: people }, (_, place) => ({
      id: String(place + 1).padStart(3, "0"),
      name: ["王芳", "李强", "张敏", "刘洋"][place] ?? `客服${place}`,
      team: place % 2 ? "乙" : "甲",
      skills: place % 2 ? ["presale"] : ["presale", "aftersale"],
      about: "售前",
      burden: place,
    })),
    cells: Array.from({ length: people }, () => days.map((day) => (day.weekend ? -1 : 0))),
    marks: [],
    coverage: [{ id: "presale", name: "售前", cells: days.map(() => [1.5, 2, "说明"]) }],
    teams: ["甲", "乙"],
    skills: [["presale", "售前"], ["aftersale", "售后"]],
    offWords: ["休", "off"],
    firstShown: "2026-11-09",
    ...change,
  };
}
