/** The component: Streamlit calls the default export with its data, at first and whenever the data change. */

import "./styles.css";
import { GanttView } from "./gantt/view";
import { GridView } from "./grid/view";
import type { ComponentData, Edits } from "./protocol";

interface Mounted {
  data: ComponentData;
  key: string;
  name: string;
  parentElement: HTMLElement | ShadowRoot;
  setStateValue: (name: string, value: unknown) => void;
}

type View = GridView | GanttView;

const views = new WeakMap<HTMLElement | ShadowRoot, View>();

export default function show({ data, parentElement, setStateValue }: Mounted): () => void {
  const send = (edits: Edits): void => setStateValue("edits", edits);
  let view = views.get(parentElement);
  if (view === undefined) {
    view = data.kind === "gantt" ? new GanttView(data, send) : new GridView(data, send, data.kind);
    parentElement.append(view.root);
    views.set(parentElement, view);
  }
  view.update(data as never, send);
  const shown = view;
  return () => {
    shown.close();
    views.delete(parentElement);
  };
}
