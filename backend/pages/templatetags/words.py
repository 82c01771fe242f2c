"""``{% load words %}``: what pages say, in the visitor's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import now
from django.utils.translation import override

from pages.client import keys_of, later_modules_of
from pages.language import QUERY
from pages.words import ENGLISH, LANGUAGES, Language

register = template.Library()

# What a word within a text can be: the code of a room, something typed. Neither is turned around with the text.
_MARKS = {
    "code": '<strong class="code" dir="ltr">{}</strong>',
    "typed": '<code dir="ltr">{}</code>',
}


def _language(context: Context) -> Language:
    """English where no request is known, as on the page of a server error."""
    language = context.get("language")
    return language if isinstance(language, Language) else ENGLISH


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **parameters: object) -> SafeString:
    """``{% say "room.page_title" code=code %}``: the text as HTML, escaped, parameters too."""
    return _language(context).html(key, **parameters)


@register.simple_tag(takes_context=True)
def ago(context: Context, moment: datetime) -> SafeString:
    """``{% ago match.ended_at %}``: how long that is over, in words."""
    language = _language(context)
    if now() - moment < timedelta(minutes=1):
        return language.html("me.just_now")
    with override(language.code):
        return language.html("me.ago", time=timesince(moment))


@register.simple_tag(takes_context=True)
def words_of(context: Context, entry: str) -> SafeString:
    """``{% words_of "main.js" %}``: the block of JSON with what this script and its imports say."""
    return json_script(_language(context).only(keys_of("" + entry)), "words")  # no SafeString: a path takes none


@register.simple_tag
def later_of(entry: str) -> SafeString:
    """``{% later_of "main.js" %}``: the block of JSON with what this script loads later; see lib/fetched.js."""
    return json_script([static(module) for module in later_modules_of("" + entry)], "later")


@register.filter
def marked(text: object, mark: str) -> SafeString:
    """``{% say "room.invite.code" code=code|marked:"code" %}``: a parameter that is to stand out."""
    return format_html(_MARKS[mark], text)


@register.filter
def key(label: object, place: str) -> SafeString:
    """``"W"|key:"up 0"``: a key of the keyboard; the script writes another label if this visitor has another key."""
    return format_html('<kbd dir="auto" data-key="{}">{}</kbd>', place, label)


@register.inclusion_tag("_languages.html", takes_context=True)
def language_chooser(context: Context) -> dict[str, object]:
    """Links to this same page in each language."""
    request = context.get("request")
    query = request.GET if isinstance(request, HttpRequest) else QueryDict()
    return {
        "language": _language(context),
        "choices": [(language, _address(query, language)) for language in LANGUAGES.values()],
    }


def _address(query: QueryDict, language: Language) -> str:
    # A search is begun by a button only, and another language is no reason to begin one.
    kept = {name: text for name, text in query.items() if name not in {QUERY, "play"}}
    return f"?{urlencode({**kept, QUERY: language.code})}"
