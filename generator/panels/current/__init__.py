"""JSON as a current Grafana stores it (12.2, schema version 42), made from what grafanalib encodes.

grafanalib speaks schema version 12. Grafana migrates what it loads by the version it states; since we state
the current one, all that those migrations would have done is done here.
"""
