"""Words that Streamlit itself writes into the page, replaced by the desk's own in the language of the reader.

Streamlit speaks English alone and of itself: of its server, its script, its theme. A small script in the page
replaces its texts wherever they appear. What no script can reach is told in docs/decisions (159).
"""

from __future__ import annotations

import json

import streamlit as st

from peakroster.messages import Translator

SAID = {
    "apply": "Press Enter to apply",
    "submit": "Press Enter to submit form",
    "choose": "Choose an option",
    "choose_several": "Choose options",
    "no_results": "No results",
    "no_options": "No options to select",
    "no_options_dot": "No options to select.",
    "drop_file": "Drag and drop a file here",
    "drop_files": "Drag and drop files here",
    "upload": "Upload",
    "add_files": "Add files",
    "per_file": "{size} per file",
    "too_large": "File must be {size} or smaller.",
    "no_such_type": "{size} files are not allowed.",
    "connection_error": "Connection error",
    "connecting": "Connecting",
    "connecting_server": "Connecting to Streamlit server",
    "not_running": "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it "
    "in your terminal:",
    "run_command": "streamlit run yourscript.py",
    "connection_lost": "Connection lost. Please wait for the app to reconnect, then try again.",
    "please_wait": "Please wait...",
    "running": "Running...",
    "loading": "Loading...",
    "stop": "Stop",
    "rerun": "Rerun",
    "print": "Print",
    "settings": "Settings",
    "theme": "Theme",
    "theme_system": "Use system setting",
    "theme_system_short": "System",
    "theme_light": "Light",
    "theme_dark": "Dark",
    "main_menu": "Main menu",
    "page_not_found": "Page not found",
    "fullscreen": "Fullscreen",
    "close_fullscreen": "Close fullscreen",
    "download_csv": "Download as CSV",
    "search": "Search",
    "columns": "Show/hide columns",
    "add_row": "Add row",
    "delete_rows": "Delete row(s)",
    "select_all": "Select all",
    "clear_selection": "Clear selection",
    "clear_all": "Clear all",
    "clear_value": "Clear value",
    "sort_up": "Sort ascending",
    "sort_down": "Sort descending",
    "autosize": "Autosize",
    "pin": "Pin column",
    "unpin": "Unpin column",
    "hide": "Hide column",
    "format": "Format",
    "copy": "Copy to clipboard",
    "collapse_sidebar": "Collapse sidebar",
    "expand_sidebar": "Expand sidebar",
    "close": "Close",
    "next": "Next Result",
    "previous": "Previous Result",
}
"""By key of the catalogue ``browser``: what Streamlit writes. A test finds each in the files it sends."""

_SCRIPT = """<script>
(() => {
  document.documentElement.lang = %(language)s;
  const exact = new Map(%(exact)s), patterns = %(patterns)s;
  window.__prWords = { exact, patterns };
  const made = window.__prMade ??= new Set();
  const said = text => {
    const now = replaced(text.trim());
    if (now !== null) made.add(now);
    return now;
  };
  const replaced = bare => {
    const { exact, patterns } = window.__prWords;
    if (!bare || made.has(bare)) return null;  // what was replaced may look like more to replace
    if (exact.has(bare)) return exact.get(bare);
    for (const [before, after, first, last] of patterns)
      if (bare.length > before.length + after.length && bare.startsWith(before) && bare.endsWith(after))
        return first + bare.slice(before.length, bare.length - after.length) + last;
    return null;
  };
  const ours = node => node.parentElement?.closest('.stMarkdown, .stHtml, .stDataFrameGlideDataEditor');
  const text = node => {
    const now = ours(node) ? null : said(node.nodeValue);
    if (now !== null && now !== node.nodeValue) node.nodeValue = now;
  };
  const NAMES = ['aria-label', 'title', 'placeholder'];
  const element = node => {
    for (const name of NAMES) {
      const value = node.getAttribute(name), now = value && said(value);
      if (now && now !== value) node.setAttribute(name, now);
    }
  };
  const all = root => {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    element(root);
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
      walk.currentNode.nodeType === Node.TEXT_NODE ? text(walk.currentNode) : element(walk.currentNode);
  };
  all(document.body);
  if (window.__prWatch) return;
  window.__prWatch = new MutationObserver(found => {
    for (const one of found) {
      if (one.type === 'characterData') text(one.target);
      else if (one.type === 'attributes') element(one.target);
      else one.addedNodes.forEach(all);
    }
  });
  window.__prWatch.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
})();
</script>"""


def show_browser_words(translate: Translator) -> None:
    """Put the script into the page; another language replaces its words."""
    exact, patterns = {}, []
    for key, text in SAID.items():
        if "{size}" in text:
            before, after = text.split("{size}")
            first, last = translate(f"browser.{key}", size="{size}").split("{size}")
            patterns.append([before, after, first, last])
        else:
            exact[text] = translate(f"browser.{key}")
    script = _SCRIPT % {
        "language": json.dumps({"zh": "zh-CN"}.get(translate.language, translate.language)),
        "exact": json.dumps(list(exact.items()), ensure_ascii=False),
        "patterns": json.dumps(patterns, ensure_ascii=False),
    }
    with st.container(key="browser_words"):
        st.html(script, unsafe_allow_javascript=True)
