"""The words mail servers use when they give a message back, since many use nothing else."""

import re


def _any_of(*words: str) -> re.Pattern:
    return re.compile("|".join(words), re.IGNORECASE)


# There is no such address, or no such domain.
GONE = _any_of(
    r"(user|recipient|mailbox|address|account|addressee)\b[^.\n]{0,60}?\b("
    r"unknown|not (found|known)|"
    r"does(n't| not) exist|not exist|invalid|rejected as unknown|disabled|inactive|suspended|"
    r"has been (disabled|deleted|closed)|not listed|no longer (valid|active|exists))",
    r"(unknown|invalid|no such|non-?existent|bad destination|illegal) "
    r"(local |remote )?(part|user|recipient|mailbox|address|account|addressee|domain|host|alias)",
    r"no (such )?(user|mailbox|account|recipient|person|address)( by that name| here| at this|$)",
    r"(this user doesn't have a|not a valid|does(n't| not) have (a|an)) [^\n]{0,40}"
    r"(account|mailbox|user)",
    r"(no mailbox here|unrouteable address|unroutable|host (unknown|not found)|"
    r"domain (name )?(not found|does not exist)|"
    r"name service error[^\n]{0,80}not found|couldn't find any host|"
    r"unknown (or illegal|or corrupt) (alias|address)|"
    r"recipnotfound|not our customer|addresses? (couldn't be found|failed: unknown)|"
    r"not listed in|could not be found|no such (domain|person)|does not like recipient|"
    r"user is (unknown|not known)|invalid final delivery userid|"
    r"no matches to nameserver query|not have a final email delivery point|"
    r"host \S+ not found|non trouvé|"
    r"recipient (name )?is not recognized|unknown address|not our user|"
    r"not a known user|non recens|name server: host not found|is not (a )?valid (user|mailbox|"
    r"address)|wrong (user|address)|usuario desconocido|no existe|existiert nicht|unbekannt)",
)
# Full, or too large for it: the next one may fit.
FULL = _any_of(
    r"(mail ?box|mailfolder|account|storage|quota|user|disk)[^.\n]{0,60}?"
    r"(\bfull\b|exceed|over[- ]?(disk )?quota|out of (space|storage)|too large)",
    r"over[- ](disk )?quota|overquota|exceed(s|ed|ing)?[^.\n]{0,60}(quota|storage)|quota exceeded|"
    r"insufficient (disk|system) (space|storage)|not enough (disk )?space|no space left",
    r"(message|mail)[^.\n]{0,30}(size|length|too (big|large|long))[^.\n]{0,30}"
    r"(exceed|limit|maximum|$)|too (big|large)|message size|message length exceeds",
    r"unable-to-transfer",
)
# It was not the address, it was we, our server or this message.
POLICY = _any_of(
    r"\bspam\b|\bube\b|\bspf\b|\bdkim\b|\bdmarc\b|blacklist|block(ed|list)|\brbl\b|spamhaus|"
    r"virus|policy|polic(y|ies)|prohibited|reputation|unsolicited|"
    r"content (rejected|denied|filter)|message (was |content )?(rejected|refused|blocked)|"
    r"reverse dns|\bptr\b|mismatches client ip|not verified|(relay|relaying)[^\n]{0,20}(denied|"
    r"not (permitted|allowed)|prohibited)|sender (address )?(rejected|verify|denied)|"
    r"not (authori[sz]ed|permitted|allowed)|access denied|bad reputation|greylist|attachment|"
    r"banned|too many hops|loop|mail rejected by destination|listed at|verify failed|"
    r"bulk email filter|restricted|improper sequence|protocol (violation|error)|"
    r"mail reject|frequency limit",
)
# Nothing is decided yet.
LATER = _any_of(
    r"(delay(ed)?|still being retried|not yet been delivered|will (keep|continue)[^.\n]{0,30}"
    r"(try|retry)|will be retried|temporar(y|ily)|warning: message|no action is required|"
    r"retry later|has been postponed|try again later|transient)",
)
# After trying for long, or for want of an answer.
REFUSED = _any_of(
    r"(timed? ?out|connection (refused|reset|lost)|cannot send message for|retry time(out)?|"
    r"retry limit|too long|retry timeout exceeded|no route|unreachable|nameserver error|"
    r"giving up|unable to connect|could not connect|couldn't be contacted|upstream error|"
    r"network error|no answer|did not respond|expired|conn(ection)? fail)",
)
# A letter that gives another back.
RETURNED = _any_of(
    r"(undeliver(ed|able)|non[- ]?deliver(y|able)|failure notice|"
    r"deliver[y]? ?(has )?(failed|failure|problem|error|status|report|warning|subsystem|"
    r"notification)|"
    r"returned (e?-?mail|to sender)|returning message|(mail|message)[^\n]{0,20}not delivered|"
    r"could ?n[o']t be delivered|permanent(ly)? (delivery )?fail|mail system error|"
    r"status notification|user unknown|non recapitabile|"
    r"delayed \d+ hours|has not yet been delivered|wasn't able to deliver|rejected:|"
    r"error during delivery|unzustellbar|no entregado|non remis|недоставл|не доставлен|"
    r"non recens|bulk email filter)",
)
# An answer nobody wrote.
AUTOMATIC = _any_of(
    r"^(auto(matic|mated)?[ -]?(reply|response|answer|responder)|out of (the )?office|"
    r"(i am |i'm )?(on )?(vacation|holiday)|abwesen|automatische antwort|respuesta autom|"
    r"réponse automatique|absence|away from)",
)
