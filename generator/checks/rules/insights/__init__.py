"""The rules about Logs Insights queries; all their names begin with `insights-`."""
