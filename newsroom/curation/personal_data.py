KEPT = {
    "curation.BreakingBanner.person": "the paper's record of its own work",
    "curation.Pin.person": "the paper's record of its own work",
    "curation.EditionChange.person": "the paper's record of its own work",
}
