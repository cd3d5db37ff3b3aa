KEPT = {
    "curation.BreakingBanner.person": "the paper's record of its own work",
    "curation.Pin.person": "the paper's record of its own work",
    "curation.EditionChange.person": "the paper's record of its own work",
    "curation.EditionChange.about": "stories and places, by number",
    "curation.EditionChange.before": "stories and places, by number",
    "curation.EditionChange.after": "stories and places, by number",
}
