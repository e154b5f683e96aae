"""The class: predictions before a result, exercises that diagnose, and the misconceptions both look for."""
