"""What the files do not say, as choices in words: a form, so that one reading follows all the answers."""

from __future__ import annotations

from datetime import date

import streamlit as st

from peakroster.importing.understanding import Understanding
from peakroster.importing.words import option_text, place_of
from peakroster.layouts.questions import Option, Question
from peakroster.messages import Translator
from ui.plain_text import plain


def show_questions(found: Understanding, key: str, translate: Translator) -> dict[str, str]:
    """Ask what is open. Returns the answers when they are sent; else nothing."""
    if not found.questions:
        return {}
    with st.form(f"import-questions-{key}"):
        st.markdown(f"**{translate('import_page.questions', count=len(found.questions))}**")
        given = {
            one.key: _asked(one, f"import-{key}-{place}-{translate.language}", translate)
            for place, one in enumerate(found.questions)
        }
        sent = st.form_submit_button(
            translate("import_page.answer"), type="primary", icon=":material/arrow_forward:"
        )
    if not sent:
        return {}
    if not all(given.values()):
        st.warning(translate("import_page.unanswered"), icon=":material/help:")
        return {}
    return {name: answer for name, answer in given.items() if answer}


def _asked(question: Question, key: str, translate: Translator) -> str | None:
    """One question; None while it has no answer."""
    values = [option.value for option in question.options]
    labels = {option.value: _label(option, translate) for option in question.options}
    title = _title(question, translate)
    if question.maps:
        return _mapped(question, values, labels, title, key, translate)
    if question.key.rpartition("/")[2] == "date":
        day = st.date_input(title, None, key=key, format="YYYY-MM-DD")
        return f"{day}" if isinstance(day, date) else None
    if question.key.rpartition("/")[2] == "skills":
        return ";".join(_several(title, values, labels, key, translate)) or None
    if question.is_free:
        picked = st.selectbox(
            title,
            values,
            index=None,
            format_func=lambda value: labels.get(value, value),
            key=key,
            accept_new_options=True,
            placeholder=translate("import_page.own"),
        )
        return None if picked is None else str(picked).strip() or None
    chosen = st.radio(title, values, index=None, format_func=lambda value: plain(labels[value]), key=key)
    return None if chosen is None else str(chosen)


def _mapped(
    question: Question,
    values: list[str],
    labels: dict[str, str],
    title: str,
    key: str,
    translate: Translator,
) -> str | None:
    """Each name of the file gets one of the shop, a team as many as it serves."""
    st.markdown(title)
    parts: list[str] = []
    for place, name in enumerate(question.maps):
        own = f"{key}-{place}"
        if question.code == "skills":
            meant = "+".join(_several(plain(name), values, labels, own, translate))
        else:
            meant = st.selectbox(
                plain(name),
                values,
                index=None,
                format_func=lambda value: labels.get(value, value),
                key=own,
                accept_new_options=question.is_free,
                placeholder=translate("import_page.own" if question.is_free else "import_page.pick"),
            )
        if meant:
            parts.append(f"{name}:{meant}")
    return ";".join(parts) if len(parts) == len(question.maps) else None


def _several(
    title: str, values: list[str], labels: dict[str, str], key: str, translate: Translator
) -> list[str]:
    picked: list[str] = st.multiselect(
        title,
        values,
        format_func=lambda value: labels.get(value, value),
        key=key,
        placeholder=translate("import_page.pick"),
    )
    return picked


def _title(question: Question, translate: Translator) -> str:
    """The question, and which file it is of."""
    own = f"import_page.ask_{question.code}"
    text = translate(own if translate.has(own) else f"importing.ask_{question.code}", **question.details)
    if question.file:
        place = place_of(question.file, question.sheet, translate)
        text = translate("importing.ask_place", place=place, question=text)
    return plain(text)


def _label(option: Option, translate: Translator) -> str:
    text = option_text(option, translate)
    if option.code == "person":
        return f"{option.value} {text}"
    return text or option.value
