"""The marking policy of the node, printed from the table that the checks use."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from khizana.access import labels
from khizana.access.policies import clearances_of
from khizana.kernel.markings import Marking, dominates
from khizana.web.actor import current_actor
from khizana.web.banner import shade
from khizana.web.shell import page_language, render_page


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Show levels, caveats and parties, and which of them this person's clearances open."""
    actor, lang = current_actor(request), page_language()
    used = labels.policy()
    held = clearances_of(actor.person_id, actor.today)
    levels = [
        {
            "level": level, "name": level.name[lang], "meaning": level.meaning.get(lang, ""),
            "shade": shade(Marking(used, level.key)),
            "mine": any(dominates(one, Marking(used, level.key)) for one in held),
        }
        for level in used.levels.values()
    ]  # fmt: skip
    caveats = [
        {
            "name": caveat.name[lang], "meaning": caveat.meaning.get(lang, ""),
            "restrictive": caveat.kind == "restrictive",
            "mine": caveat.kind != "restrictive" or any(caveat.key in one.caveats for one in held),
        }
        for caveat in used.caveats.values()
    ]  # fmt: skip
    parties = [
        {
            "name": party.name[lang], "short": party.short[lang],
            "mine": any(one.party == party.key for one in held),
        }
        for party in used.parties.values()
    ]  # fmt: skip
    values = {
        "name": used.name[lang], "version": f"{used.id}@{used.version}",
        "levels": levels, "caveats": caveats, "parties": parties,
    }  # fmt: skip
    return render_page(request, "policy/policy.html", values, room="policy")


urlpatterns = [path("policy/", policy, name="policy")]
