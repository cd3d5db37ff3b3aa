KEPT = {"consent.Wording.made_by": "the paper's record of its own work"}
