"""Log lines: one a line on standard error, by structlog, without personal data.

Complaint texts, names and tracking codes must not end in a log. They would come in by two
doors: the paths of addresses, and the messages of exceptions, which like to quote values. So
requests are logged by route (see `requests.py`), and of a foreign exception only its class
and the lines of code it passed are written.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import TracebackType

    ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

# Their messages name code, files or settings, never what a user typed.
_SPEAKING = (OSError, ImportError, AttributeError, NameError, TypeError, NotImplementedError)


def _may_speak(error: BaseException) -> bool:
    from django.core.exceptions import ImproperlyConfigured

    own = type(error).__module__.startswith("sigap.")
    return own or isinstance(error, (*_SPEAKING, ImproperlyConfigured))


def describe_exception(error: BaseException) -> str:
    """Return class, code lines and causes of `error`, without any value that a user gave."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = "".join(traceback.format_list(traceback.extract_tb(link.__traceback__)))
        name = f"{type(link).__module__}.{type(link).__qualname__}"
        parts.append(f"{frames}{name}{f': {link}' if _may_speak(link) else ''}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\ncaused by\n".join(parts)


def _render_exception(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        event["exception"] = describe_exception(info)
    elif isinstance(info, tuple) and info[1] is not None:
        event["exception"] = describe_exception(info[1])
    elif info is True:
        import sys

        current = sys.exc_info()[1]
        if current is not None:
            event["exception"] = describe_exception(current)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _render_exception,
]


def configure_logs() -> None:
    """Send structlog's events through the standard library's logging, once a process."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging_settings(form: str) -> dict[str, Any]:
    """Return Django's LOGGING for lines in `form`: `json` or `console`."""
    renderer: Any
    if form == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        # The exception is text already; the console's own formatter would quote its values.
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    silent = {"handlers": ["nothing"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                "foreign_pre_chain": _SHARED,
                # Else the formatter would add the whole message of the exception again.
                "keep_exc_info": False,
                "use_get_message": True,
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
            "nothing": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # These write the path of the address, which may be a tracking code.
            "django.request": silent,
            "django.security.csrf": silent,
            "django.server": silent,
            "django": {"handlers": [], "propagate": True},
        },
    }
