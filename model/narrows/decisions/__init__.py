"""Many runs to choose from: sweeps, decompositions, audits, what a pairing is worth."""
