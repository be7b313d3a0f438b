"""What Grafana loads from files: datasources, the dashboards' provider, and the dashboards."""
