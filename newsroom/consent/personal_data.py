KEPT = {
    "consent.Wording.made_by": "the paper's record of its own work",
    "consent.Wording.purposes": "the paper's own words",
    "consent.Choice.answers": "yes or no for each purpose, of nobody that could be named",
}
