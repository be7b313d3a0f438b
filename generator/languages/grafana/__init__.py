"""What Grafana does with the text of any query before a datasource is given it: the variables."""
