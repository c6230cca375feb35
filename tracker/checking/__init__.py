"""What all kinds of checks share: their base, what they are given, and how commands, bounds and test results are judged."""
