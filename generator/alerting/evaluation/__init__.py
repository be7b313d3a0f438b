"""What Grafana makes of an alert rule, tick by tick: its answers, its expressions, its states and its texts.

Each step is a small pure module after one of Grafana's, held to what a real Grafana 12.2 was seen to do:
`ask` (SQL on PostgreSQL) · `series_format` and `fill` (a frame) · `convert` (numbers and series) ·
`mathexp`, `reduce`, `threshold`, `resample`, `classic` (expressions) · `pipeline` (all of them, in order) ·
`outcome` (one result an instance) · `state` and `instances` (what becomes of it over time) · `template` and
`texts` (labels and annotations). `examples` runs a test file through all of it.
"""
