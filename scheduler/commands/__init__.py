"""The scheduler's commands: `drillbook practice` and what belongs to it. They are joined by `drillbook` lazily."""
