"""What Python's parser of TOML says, for readers of Chinese."""

from __future__ import annotations

from peakroster.messages import Term

_REASONS = {
    "Invalid value": "值的写法不对",
    "Unterminated string": "引号没有配对",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一个段落写了两次",
    "Expected '='": "键后面缺少等号",
    "Expected newline": "值后面有多余的内容",
    "Unclosed array": "方括号没有配对",
    "Unclosed inline table": "花括号没有配对",
    "Illegal character": "有不允许的字符",
    "Invalid statement": "不是“键 = 值”的写法",
}


def toml_reason(reason: str) -> Term:
    """What Python's parser says, for a Chinese reader as far as it is known."""
    known = (chinese for start, chinese in _REASONS.items() if reason.startswith(start))
    return Term(reason, next(known, "写法有误"))
