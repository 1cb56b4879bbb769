"""Who may see and do what: actors, actions, the scope of every query, the guard of every route."""
