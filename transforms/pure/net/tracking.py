"""What in a URL's query says only how a reader came: campaign, click and session parameters.

Dropping a parameter that matters merges two articles and loses one; keeping a useless one costs, at worst, a second fetch.
So a name stands here only if no site is known to tell articles apart by it, and in doubt it is kept. A change moves ids:
`urls.RULES_VERSION` has to rise with it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

# Campaign, click and session parameters, lower case. `id`, `cid`, `eid`, `sid`, `p`, `page`, `article`, `uid`, `key` and the
# like are absent on purpose: somewhere each of them is all that tells one article from the next.
_PREFIXES = ("utm_", "mtm_", "matomo_", "piwik_", "hsa_", "at_custom", "at_link_", "at_ptr_", "__twitter_")
_NAMES = """
    fbclid fb_action_ids fb_action_types fb_comment_id fb_ref fb_source gclid gclsrc dclid gbraid wbraid gad_source
    gad_campaignid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id epik srsltid _ga _gl _gac ga_source ga_medium
    ga_term ga_content ga_campaign ga_place gs_l mc_cid mc_eid mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking
    pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid at_medium at_campaign at_format at_bbc_team
    ns_mchannel ns_source ns_campaign ns_linkname ns_fee xtor wt_mc wt_mc_o wt_zmc s_kwcid ef_id maca ito ocid ftcamp itid
    mbid smid smtyp smprod sref ncid taid guccounter guce_referrer guce_referrer_sig soc_src soc_trk tsrc yptr
    twitter_impression ref_src ref_url amp_js_v amp_gsa usqp _openstat _branch_match_id _branch_referrer vero_id vero_conv
    oly_enc_id oly_anon_id wickedid irclickid irgwc dicbo ob_click_id oborigurl tblci cx_testid cx_testvariant cx_artpos
    spmailingid spuserid spjobid spreportid trkcampaign hootpostid sr_share wprov action_object_map action_type_map
    action_ref_map phpsessid jsessionid
"""
_TRACKING = frozenset(_NAMES.split())
# Names that mean "how you came here" on one site and "which article" on the next, so the value decides: `ref=rss` and
# `cmp=share_btn` are dropped, `ref=20417` and `source=agency` stay.
_CHANNEL_NAMES = frozenset(
    ("ref", "referer", "referrer", "source", "src", "from", "via", "origin", "share", "cmp", "cmpid", "cmp_id", "icid")
)
_CHANNEL_VALUES = """
    rss rss2 rssfeed atom feed feeds feedburner newsletter email mail twitter tw facebook fb whatsapp telegram linkedin
    instagram bluesky mastodon reddit social share homepage push
"""
_CHANNELS = frozenset(_CHANNEL_VALUES.split())


def is_tracking(pair: str) -> bool:
    """Tell whether one `name=value` of a query can be dropped; names are compared decoded and in lower case.

    >>> is_tracking("UTM_Source=rss"), is_tracking("ref=rss"), is_tracking("ref=20417"), is_tracking("id=7")
    (True, True, False, False)
    """
    name, _, value = pair.partition("=")
    # Feeds that escape twice leave `?id=7&amp;utm_source=rss`.
    name = re.sub(r"^(?:amp;)+", "", unquote(name).lower())
    if name in _CHANNEL_NAMES:
        return re.split(r"[-_.:]", unquote(value).lower(), maxsplit=1)[0] in _CHANNELS
    return name in _TRACKING or name.startswith(_PREFIXES)
