"""Keep a running Grafana in step with the project: plan, push, pull, restore."""
