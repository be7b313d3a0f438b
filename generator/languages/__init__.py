"""The query languages: one package each."""
