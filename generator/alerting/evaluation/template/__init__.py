"""Go's text/template, as far as labels and annotations of alert rules need it.

`tokens` and `parse` read a template, `execute` runs it on `objects`, `functions` are what it may call,
`printing` writes values as Go's fmt does. What Grafana would fail on is a TemplateFailure; what only this
rendering cannot do is an UnsupportedTemplate.
"""
